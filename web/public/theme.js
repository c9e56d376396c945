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
