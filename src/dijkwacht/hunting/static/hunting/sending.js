// A file that is larger than one part goes in parts, each with its SHA-256, and each again after a broken line. Without
// script the form takes files up to one part; larger ones then come by command. A file that was chosen before goes on
// where it stopped: what came in is compared by its SHA-256 and not sent again; where it differs, it begins anew.
const form = document.querySelector('form[data-begin]')
const most = Number(form?.dataset.most)

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000))

async function post(place, fields) {
  for (let attempt = 1; ; attempt += 1) {
    const body = new FormData()
    body.set('csrfmiddlewaretoken', form.elements.csrfmiddlewaretoken.value)
    for (const [name, value] of Object.entries(fields)) body.set(name, value)
    try {
      const answer = await fetch(place, { method: 'POST', body })
      if (answer.ok) return answer
      if (answer.status < 500) {
        const told = await answer.json().catch(() => ({}))
        throw Object.assign(new Error(told.why ?? form.dataset.failed), { final: true })
      }
    } catch (wrong) {
      if (wrong.final) throw wrong
    }
    if (attempt === 6) throw new Error(form.dataset.failed)
    await pause(attempt * attempt)
  }
}

const sha = async (part) => hex(await crypto.subtle.digest('SHA-256', await part.arrayBuffer()))

async function same(file, places) {
  for (const [number, sha256] of Object.entries(places.have)) {
    const start = (number - 1) * places.size
    if (await sha(file.slice(start, start + places.size)) !== sha256) return false
  }
  return true
}

async function send(file, told) {
  const { device, label } = form.elements
  const promise = { name: file.name, size: file.size, device: device.value, label: label.value }
  const places = await (await post(form.dataset.begin, promise)).json()
  if (Object.keys(places.have).length && !(await same(file, places))) {
    Object.assign(places, await (await post(form.dataset.begin, { ...promise, anew: 1 })).json())
  }
  for (let start = 0, number = 1; start < file.size; start += places.size, number += 1) {
    const part = file.slice(start, start + places.size)
    if (!places.have[number]) await post(places.part, { number, sha256: await sha(part), file: part })
    told(Math.min(100, Math.round((100 * (start + part.size)) / file.size)))
  }
  return (await (await post(places.finish, {})).json()).next
}

form?.addEventListener('submit', async (event) => {
  const file = form.elements.file.files[0]
  if (!file || file.size <= most || !globalThis.crypto?.subtle) return
  event.preventDefault()
  const said = document.getElementById('sending')
  const button = form.querySelector('button')
  button.disabled = true
  said.textContent = `${form.dataset.sending} 0%`
  try {
    location.assign(await send(file, (part) => { said.textContent = `${form.dataset.sending} ${part}%` }))
  } catch (wrong) {
    said.textContent = wrong.message
    button.disabled = false
  }
})
