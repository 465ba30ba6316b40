"""The one style sheet of the folder that a desk carries: no letters, pictures or colours from elsewhere."""

STYLE = """
body { font: 1rem/1.45 "Atkinson Hyperlegible", "Segoe UI", system-ui, sans-serif; margin: 0 auto; max-width: 75rem;
  padding: 0 .8rem 2rem; color: #14202b; background: #fff }
h1 { font-size: 1.4rem } h2 { font-size: 1.15rem; margin-top: 1.4rem } h3 { font-size: 1rem; margin-bottom: .2rem }
a { color: #0b4f79 } .label { font-weight: 700; border-bottom: 3px solid #a11d2b; padding: .2rem 0; margin: 0 }
footer { margin-top: 2rem; border-top: 1px solid #73838f; font-size: .875rem }
.wide { overflow-x: auto } table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid #73838f; padding: .25rem .45rem; text-align: left; vertical-align: top }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .8rem; margin: 0 }
dd { margin: 0; font-weight: 700 }
ul { padding-left: 1.2rem } .plain { list-style: none; padding: 0 } .plain li { margin-bottom: .8rem; line-height: 1.9 }
.when { color: #47586a } .blank { display: inline-block; min-width: 8rem; border-bottom: 1px solid #14202b }
.box { white-space: nowrap } .space { min-width: 7rem } .log td { height: 1.7rem }
@media print { body { font-size: 9.5pt; max-width: none } .back { display: none }
  tr, section, li { break-inside: avoid }
  .wide { overflow: visible } thead { display: table-header-group } @page { size: A4; margin: 12mm } }
"""
