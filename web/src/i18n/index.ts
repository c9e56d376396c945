/** The catalogues: one JSON per feature and language, keys checked by the compiler, one language loaded at a time. */
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Locale } from '@/client/types'
import { readPreference, writePreference } from '@/lib/preferences'
import type { catalogues } from './pt-BR'
import type account from './pt-BR/account.json'
import type audit from './pt-BR/audit.json'
import type bookings from './pt-BR/bookings.json'
import type calendars from './pt-BR/calendars.json'
import type custody from './pt-BR/custody.json'
import type keys from './pt-BR/keys.json'
import type page from './pt-BR/page.json'
import type reminders from './pt-BR/reminders.json'
import type settings from './pt-BR/settings.json'
import type simulator from './pt-BR/simulator.json'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'shell'
    contextSeparator: '::'
    resources: typeof catalogues & {
      account: typeof account
      audit: typeof audit
      bookings: typeof bookings
      calendars: typeof calendars
      custody: typeof custody
      keys: typeof keys
      page: typeof page
      reminders: typeof reminders
      settings: typeof settings
      simulator: typeof simulator
    }
  }
}

export const locales: readonly Locale[] = ['pt-BR', 'en']

/** Catalogues of screens that few people open, each loaded by the route that shows it: `loadCatalogue`. */
const later = {
  account: { 'pt-BR': () => import('./pt-BR/account.json'), en: () => import('./en/account.json') },
  audit: { 'pt-BR': () => import('./pt-BR/audit.json'), en: () => import('./en/audit.json') },
  bookings: { 'pt-BR': () => import('./pt-BR/bookings.json'), en: () => import('./en/bookings.json') },
  calendars: { 'pt-BR': () => import('./pt-BR/calendars.json'), en: () => import('./en/calendars.json') },
  custody: { 'pt-BR': () => import('./pt-BR/custody.json'), en: () => import('./en/custody.json') },
  keys: { 'pt-BR': () => import('./pt-BR/keys.json'), en: () => import('./en/keys.json') },
  page: { 'pt-BR': () => import('./pt-BR/page.json'), en: () => import('./en/page.json') },
  reminders: { 'pt-BR': () => import('./pt-BR/reminders.json'), en: () => import('./en/reminders.json') },
  settings: { 'pt-BR': () => import('./pt-BR/settings.json'), en: () => import('./en/settings.json') },
  simulator: { 'pt-BR': () => import('./pt-BR/simulator.json'), en: () => import('./en/simulator.json') },
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

/** These catalogues are there in the language shown, and in any language chosen from here on. */
export async function loadCatalogue(...names: Later[]): Promise<void> {
  for (const name of names) opened.add(name)
  await Promise.all(names.map((name) => add(name, asLocale(i18next.language))))
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
