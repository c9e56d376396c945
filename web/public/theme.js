// Runs before the first paint, so that nobody who chose dark sees a white flash.
;(function () {
  var choice = null
  try {
    choice = localStorage.getItem('atende.theme')
  } catch {
    // storage is blocked: follow the system
  }
  var dark = choice ? choice === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
})()

// The page's own script may be lost on a slow network: say so, where nothing else can.
addEventListener(
  'error',
  function (event) {
    if (!(event.target instanceof HTMLScriptElement)) return
    var main = document.querySelector('#page main')
    if (!main) return
    var isPortuguese = document.documentElement.lang !== 'en'
    var said = document.createElement('p')
    said.setAttribute('role', 'alert')
    said.textContent = isPortuguese ? 'A página não carregou inteira. ' : 'The page did not load completely. '
    var again = document.createElement('a')
    again.href = location.href
    again.textContent = isPortuguese ? 'Tentar de novo' : 'Try again'
    said.append(again)
    var bones = main.querySelector('.bones')
    if (bones) bones.replaceWith(said)
    else main.append(said)
  },
  true,
)
