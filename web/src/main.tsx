import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app'
import { startI18n } from './i18n'
import './ui/tokens.css'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

// After a deploy the old pages' code is gone: one reload fetches the new one. Of the address only the path is kept: what follows it may be a
// secret, as in the link of an invitation. The build stands with it, so that the next deploy has a reload of its own.
const reloaded = `${import.meta.url} ${location.pathname}`
window.addEventListener('vite:preloadError', (event) => {
  if (sessionStorage.getItem('atende.reloaded') === reloaded) return
  event.preventDefault()
  sessionStorage.setItem('atende.reloaded', reloaded)
  location.reload()
})

await startI18n()
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
