/** @jsxImportSource preact */
import { render } from 'preact'
import { Book } from './book'
import { BookedView } from './booked'
import './visit.css'
import type { Data } from './wire'
import { speak, t } from './words'

const root = document.getElementById('page')
const written = document.getElementById('data')?.textContent
if (!root || !written) throw new Error('the document has no data')
const data = JSON.parse(written) as Data
const language = 'missing' in data ? data.missing : 'page' in data ? data.page.language : data.booked.language
const color = 'missing' in data ? null : 'page' in data ? data.page.color : data.booked.color
speak(language)
if (color) document.documentElement.style.setProperty('--brand', color)

function Missing() {
  return (
    <main>
      <h1>{t('missing')}</h1>
      <p>{t('missing_hint')}</p>
    </main>
  )
}

const other = language === 'en' ? 'pt-BR' : 'en'
render(
  <>
    <header>
      <a href={`?lang=${other}`} lang={other} hrefLang={other}>
        {t('language')}
      </a>
    </header>
    {'missing' in data ? <Missing /> : 'page' in data ? <Book page={data.page} fixed={data.chosen} /> : <BookedView booked={data.booked} />}
  </>,
  root,
)
