/** What the page says, in the language that the server chose. */
import en from '@/i18n/en/visit.json'
import pt from '@/i18n/pt-BR/visit.json'

export type Language = 'pt-BR' | 'en'
export type Key = keyof typeof pt

let shown: Record<Key, string> = pt
let locale: Language = 'pt-BR'

export function speak(language: Language): void {
  shown = language === 'en' ? en : pt
  locale = language
}

export const language = (): Language => locale

export function t(key: Key, given: Record<string, string | number> = {}): string {
  return shown[key].replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(given[name] ?? ''))
}

/** The sentence for a refusal's code. */
export const sentence = (code: string): string => t(`error_${code}` in shown ? (`error_${code}` as Key) : 'error_other')
