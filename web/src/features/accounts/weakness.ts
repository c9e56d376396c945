import { useTranslation } from 'react-i18next'
import { ApiError } from '@/lib/http'

const reasons = ['short', 'long', 'common', 'email'] as const

/** Why the server finds a password weak, in words; nothing for any other failure. */
export function useWeakness(): (error: unknown) => string | undefined {
  const { t } = useTranslation('account')
  return (error) => {
    if (!(error instanceof ApiError) || error.code !== 'weak_password') return undefined
    const reason = reasons.find((one) => one === error.params.reason) ?? 'short'
    return t(`password.weak.${reason}`)
  }
}
