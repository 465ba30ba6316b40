// Keys for people who work a list all night: j and k walk the rows of a table marked data-rows, / goes to the search
// field, ? tells this. Every page works whole without them.
const writing = (element) => element.closest('input, select, textarea, [contenteditable]') !== null

function walk(step) {
  const rows = [...document.querySelectorAll('table[data-rows] tbody tr')].filter((row) => row.querySelector('a, button'))
  if (rows.length === 0) return
  const at = rows.findIndex((row) => row.contains(document.activeElement))
  const next = at === -1 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))
  rows[next].querySelector('a, button').focus()
  rows[next].scrollIntoView({ block: 'nearest' })
}

const deeds = {
  j: () => walk(1),
  k: () => walk(-1),
  '/': () => document.querySelector('input[type=search]')?.focus(),
  '?': () => {
    const help = document.getElementById('keys')
    help.open = !help.open
    help.querySelector('summary').focus()
  }
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return
  const deed = deeds[event.key]
  if (deed) {
    event.preventDefault()
    deed()
  }
})
