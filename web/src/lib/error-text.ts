import { useTranslation } from 'react-i18next'
import { ApiError } from './http'

/** What to tell the person about a failure, in their language; unknown codes get the general sentence. */
export function useErrorText(): (error: unknown) => string {
  const { t, i18n } = useTranslation('errors')
  return (error) => {
    if (!(error instanceof ApiError)) return t('unknown')
    const { code, params } = error
    const room = `shell:rooms.${params.permission}`
    // what is missing in which room, where the refusal says it and the room has a name
    const key = [i18n.exists(room) ? `${code}_${params.way}` : code, code].find((one) => i18n.exists(`errors:${one}`)) ?? 'unknown'
    return t(key as 'unknown', { ...params, room: i18n.exists(room) ? t(room as 'unknown') : '' })
  }
}
