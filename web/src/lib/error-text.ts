import { useTranslation } from 'react-i18next'
import { ApiError } from './http'

/** So many seconds in words, in minutes from a minute and a half on: nobody is told to come back too early. */
export function waited(seconds: number, language: string): string {
  const inMinutes = seconds >= 90
  const unit = inMinutes ? 'minute' : 'second'
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(Math.ceil(inMinutes ? seconds / 60 : seconds))
}

/** What to tell the person about a failure, in their language; unknown codes get the general sentence. */
export function useErrorText(): (error: unknown) => string {
  const { t, i18n } = useTranslation('errors')
  return (error) => {
    if (!(error instanceof ApiError)) return t('unknown')
    const { code, params } = error
    const room = `shell:rooms.${params.permission}`
    const wait = Number(params.retry_after)
    // what is missing in which room, or how long to wait, where the refusal says it
    const keys = [...(i18n.exists(room) ? [`${code}_${params.way}`] : []), ...(wait >= 1 ? [`${code}_wait`] : []), code]
    const key = keys.find((one) => i18n.exists(`errors:${one}`)) ?? 'unknown'
    return t(key as 'unknown', { ...params, room: i18n.exists(room) ? t(room as 'unknown') : '', wait: wait >= 1 ? waited(wait, i18n.language) : '' })
  }
}
