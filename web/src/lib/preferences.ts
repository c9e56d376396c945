/** What this browser remembers for its person; everything works when storage is blocked. */

export function readPreference(key: string): string | null {
  try {
    return localStorage.getItem(`atende.${key}`)
  } catch {
    return null
  }
}

export function writePreference(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`atende.${key}`)
    else localStorage.setItem(`atende.${key}`, value)
  } catch {
    // storage is blocked: the choice holds until the page is closed
  }
}

export type Theme = 'system' | 'light' | 'dark'

export const readTheme = (): Theme => {
  const stored = readPreference('theme')
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

export function applyTheme(theme: Theme): void {
  writePreference('theme', theme === 'system' ? null : theme)
  const isDark = theme === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark'
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light'
}
