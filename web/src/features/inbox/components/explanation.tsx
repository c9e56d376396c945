import { ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Explanation as Why } from '@/client/types'

const words = (value: unknown): string[] => (Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [])

/** What the bot did and why: what it understood, where the talk stood, which records it quoted. */
export function Explanation({ explanation }: { explanation: Why }) {
  const { t, i18n } = useTranslation('inbox')
  const named = (group: 'intent' | 'state' | 'fact', word: string) => (i18n.exists(`inbox:why.${group}.${word}`) ? t(`why.${group}.${word}` as 'why.intent.menu') : word)
  const intents = words(explanation.intents)
  const understood = (intents.length > 0 ? intents : explanation.intent ? [explanation.intent] : []).map((intent) => named('intent', intent))
  const facts = [...new Set((explanation.fact_ids ?? []).map((id) => named('fact', id.split(':')[0] ?? id)))]
  const matched = words(explanation.matched)
  const { state_from: from, state_to: to } = explanation
  return (
    <details className="group/why mt-0.5 max-w-[88%] self-end text-right md:max-w-[76%]">
      <summary className="inline-flex items-center gap-0.5 rounded px-1 text-2xs text-ink-3 hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-3 transition-transform group-open/why:rotate-90" />
        {t('why.summary')}
      </summary>
      <dl className="mt-1 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 rounded-lg border border-bot/30 bg-raised px-3 py-2 text-left text-xs">
        <dt className="text-ink-3">{t('why.understood')}</dt>
        <dd className="font-medium">{understood.length > 0 ? understood.join(', ') : t('why.nothing')}</dd>
        {matched.length > 0 && (
          <>
            <dt className="text-ink-3">{t('why.matched')}</dt>
            <dd>{matched.map((word) => `“${word}”`).join(', ')}</dd>
          </>
        )}
        {from && (
          <>
            <dt className="text-ink-3">{t('why.from')}</dt>
            <dd>{named('state', from)}</dd>
          </>
        )}
        {to && (
          <>
            <dt className="text-ink-3">{t('why.to')}</dt>
            <dd>{named('state', to)}</dd>
          </>
        )}
        <dt className="text-ink-3">{t('why.facts')}</dt>
        <dd title={(explanation.fact_ids ?? []).join('\n')}>{facts.length > 0 ? facts.join(', ') : t('why.noFacts')}</dd>
      </dl>
    </details>
  )
}
