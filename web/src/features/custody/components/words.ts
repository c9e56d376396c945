import { useTranslation } from 'react-i18next'
import type { CustodyState } from '@/client/types'

/** Words of the wire as people read them; a reason unknown here is shown as it came. */
export function useWords() {
  const { t, i18n } = useTranslation('custody')
  return {
    state: (state: CustodyState) => t(`state.${state}`),
    kind: (kind: string) => (i18n.exists(`custody:kind.${kind}`) ? t(`kind.${kind}` as 'kind.message') : kind),
    reason: (reason: string) => (i18n.exists(`custody:reason.${reason}`) ? t(`reason.${reason}` as 'reason.malformed') : reason),
    number: (count: number) => new Intl.NumberFormat(i18n.language).format(count),
  }
}

export const toneOf = { done: 'ok', ignored: 'neutral', dead: 'danger', waiting: 'wait' } as const satisfies Record<CustodyState, string>
