import { useTranslation } from 'react-i18next'
import type { CustodyState } from '@/client/types'

/** Words of the wire as people read them. A reason without words here is a failure of ours: one sentence, and its name among the details. */
export function useWords() {
  const { t, i18n } = useTranslation('custody')
  return {
    state: (state: CustodyState) => t(`state.${state}`),
    kind: (kind: string) => (i18n.exists(`custody:kind.${kind}`) ? t(`kind.${kind}` as 'kind.message') : kind),
    reason: (reason: string) => (i18n.exists(`custody:reason.${reason}`) ? t(`reason.${reason}` as 'reason.malformed') : t('reason.failed')),
    /** What a programmer calls it, where people have no word of their own for it. */
    technical: (reason: string) => (i18n.exists(`custody:reason.${reason}`) ? null : reason),
    /** A message in one line; `[kind]` stands for one without words. */
    said: (preview: string | null) => {
      const kind = /^\[(\w+)\]$/.exec(preview ?? '')?.[1]
      return kind && i18n.exists(`custody:said.${kind}`) ? t(`said.${kind}` as 'said.image') : (preview ?? '')
    },
    number: (count: number) => new Intl.NumberFormat(i18n.language).format(count),
  }
}

export const toneOf = { done: 'ok', ignored: 'neutral', dead: 'danger', waiting: 'wait' } as const satisfies Record<CustodyState, string>
