import { useTranslation } from 'react-i18next'
import { ApiError } from './http'

/** What to tell the person about a failure, in their language; unknown codes get the general sentence. */
export function useErrorText(): (error: unknown) => string {
  const { t, i18n } = useTranslation('errors')
  return (error) => {
    const code = error instanceof ApiError ? error.code : 'unknown'
    const key = i18n.exists(`errors:${code}`) ? code : 'unknown'
    return t(key as 'unknown', error instanceof ApiError ? error.params : {})
  }
}
