/** The catalogues: one JSON per feature and language, keys checked by the compiler, one language loaded at a time. */
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Locale } from '@/client/types'
import { readPreference, writePreference } from '@/lib/preferences'
import type { catalogues } from './pt-BR'
import type account from './pt-BR/account.json'
import type bookings from './pt-BR/bookings.json'
import type calendars from './pt-BR/calendars.json'
import type page from './pt-BR/page.json'
import type reminders from './pt-BR/reminders.json'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'shell'
    contextSeparator: '::'
    resources: typeof catalogues & {
      account: typeof account
      bookings: typeof bookings
      calendars: typeof calendars
      page: typeof page
      reminders: typeof reminders
    }
  }
}

export const locales: readonly Locale[] = ['pt-BR', 'en']

/** Catalogues of screens that few people open, each loaded by the route that shows it: `loadCatalogue`. */
const later = {
  account: { 'pt-BR': () => import('./pt-BR/account.json'), en: () => import('./en/account.json') },
  bookings: { 'pt-BR': () => import('./pt-BR/bookings.json'), en: () => import('./en/bookings.json') },
  reminders: { 'pt-BR': () => import('./pt-BR/reminders.json'), en: () => import('./en/reminders.json') },
  page: { 'pt-BR': () => import('./pt-BR/page.json'), en: () => import('./en/page.json') },
  calendars: { 'pt-BR': () => import('./pt-BR/calendars.json'), en: () => import('./en/calendars.json') },
}
type Later = keyof typeof later
const opened = new Set<Later>()

const load = { 'pt-BR': () => import('./pt-BR'), en: () => import('./en') }

export const asLocale = (value: string | null | undefined): Locale => (value?.toLowerCase().startsWith('en') ? 'en' : 'pt-BR')

/** The language is loaded, shown, written to `<html lang>` and remembered by this browser. */
export async function showLocale(locale: Locale): Promise<void> {
  if (!i18next.hasResourceBundle(locale, 'shell')) {
    const { catalogues } = await load[locale]()
    for (const [namespace, catalogue] of Object.entries(catalogues)) i18next.addResourceBundle(locale, namespace, catalogue)
  }
  await Promise.all([...opened].map((name) => add(name, locale)))
  await i18next.changeLanguage(locale)
  document.documentElement.lang = locale
  writePreference('locale', locale)
}

async function add(name: Later, locale: Locale): Promise<void> {
  if (!i18next.hasResourceBundle(locale, name)) i18next.addResourceBundle(locale, name, (await later[name][locale]()).default)
}

/** The catalogue is there in the language shown, and in any language chosen from here on. */
export async function loadCatalogue(name: Later): Promise<void> {
  opened.add(name)
  await add(name, asLocale(i18next.language))
}

/** Ready to translate: in the remembered language, else the browser's, else Portuguese. */
export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: {},
    lng: undefined,
    fallbackLng: false,
    defaultNS: 'shell',
    contextSeparator: '::', // keys hold words of the wire, with underscores
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
    returnNull: false,
  })
  await showLocale(asLocale(readPreference('locale') ?? navigator.language))
}
