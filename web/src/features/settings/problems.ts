import { useTranslation } from 'react-i18next'
import { useErrorText } from '@/lib/error-text'
import { ApiError } from '@/lib/http'

/** The server's refusal in words, and at which field: `at('address')` is its sentence when `address` or something in it is at fault. */
export function useProblems(error: unknown) {
  const { i18n, t } = useTranslation('settings')
  const errorText = useErrorText()
  const say = (failure: unknown): string => {
    if (!(failure instanceof ApiError)) return errorText(failure)
    const reason = String(failure.params.reason ?? '')
    for (const key of [`${failure.code}_${reason}`, reason, failure.code])
      if (key && i18n.exists(`settings:problems.${key}`)) return t(`problems.${key}` as 'problems.invalid', failure.params)
    return errorText(failure)
  }
  const field = error instanceof ApiError ? error.field : null
  return {
    say,
    text: error ? say(error) : null,
    at: (name: string): string | undefined => (field === name || field?.startsWith(`${name}.`) ? say(error) : undefined),
  }
}
