import { CircleCheck, TriangleAlert } from 'lucide-react'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustodyState, CustodySums } from '@/client/types'
import { cn } from '@/ui/class-names'
import { agrees, states } from '../rules/view'
import { useWords } from './words'

/** Which figure the list shows. */
type Figure = { state?: CustodyState; retried?: true }
type Props = { sums: CustodySums; chosen: Figure; onChoose: (figure: Figure) => void }

/** Received = stored + ignored + dead + waiting, with a check mark when that holds; each part, and what was tried again, narrows the list. */
export function Equation({ sums, chosen, onChoose }: Props) {
  const { t } = useTranslation('custody')
  const words = useWords()
  const isRight = agrees(sums)
  return (
    <section aria-label={t('sums.label')} className="rounded-lg border bg-surface">
      <div className="grid grid-cols-2 gap-px overflow-hidden sm:flex sm:flex-wrap sm:items-stretch">
        <Part label={t('sums.received')} value={words.number(sums.received)} isChosen={!chosen.state && !chosen.retried} onClick={() => onChoose({})} className="max-sm:col-span-2" />
        {states.map((state, index) => (
          <Fragment key={state}>
            <span aria-hidden className="hidden self-center px-2 text-lg text-ink-3 sm:block">
              {index === 0 ? '=' : '+'}
            </span>
            <Part
              label={t(`sums.${state}`)}
              value={words.number(sums[state])}
              isChosen={chosen.state === state}
              tone={state === 'dead' && sums.dead > 0 ? 'text-danger' : state === 'waiting' && sums.waiting > 0 ? 'text-wait' : undefined}
              onClick={() => onChoose(chosen.state === state ? {} : { state })}
            />
          </Fragment>
        ))}
      </div>
      <div className="flex flex-wrap items-center gap-x-5 gap-y-1 border-t px-4 py-2 text-sm text-ink-2">
        <p role="status" className={cn('flex items-center gap-1.5 font-medium', isRight ? 'text-ok' : 'text-danger')}>
          {isRight ? <CircleCheck aria-hidden className="size-4" /> : <TriangleAlert aria-hidden className="size-4" />}
          {isRight ? t('sums.agree') : t('sums.differ', { count: sums.missing })}
        </p>
        {sums.again > 0 && <p>{t('sums.again', { count: sums.again, number: words.number(sums.again) })}</p>}
        {sums.retried > 0 && (
          <button
            type="button"
            aria-pressed={!!chosen.retried}
            onClick={() => onChoose(chosen.retried ? {} : { retried: true })}
            className="-mx-1 rounded px-1 underline underline-offset-3 hover:bg-hover aria-pressed:bg-accent-soft"
          >
            {t('sums.retried', { count: sums.retried, number: words.number(sums.retried) })}
          </button>
        )}
      </div>
    </section>
  )
}

type PartProps = { label: string; value: string; isChosen: boolean; tone?: string; className?: string; onClick: () => void }

function Part({ label, value, isChosen, tone, className, onClick }: PartProps) {
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={onClick}
      className={cn('flex flex-col items-start px-4 py-3 text-left hover:bg-hover aria-pressed:bg-accent-soft sm:min-w-28', className)}
    >
      <span className={cn('text-xl font-semibold tabular-nums', tone)}>{value}</span>
      <span className="text-xs text-ink-2">{label}</span>
    </button>
  )
}
