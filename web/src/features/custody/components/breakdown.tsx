import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Custody, CustodyState, CustodySums } from '@/client/types'
import { shortDate } from '@/lib/dates'
import { useNow } from '@/lib/now'
import { useZone } from '@/lib/session'
import { cn } from '@/ui/class-names'
import { type Kind, type View, kinds } from '../rules/view'
import { useWords } from './words'

type Props = { custody: Custody; view: View; onChoose: (change: Partial<View>) => void }

/** The same sums by day, kind, number and reason; each line narrows what is shown. */
export function Breakdown({ custody, view, onChoose }: Props) {
  const { t } = useTranslation('custody')
  const words = useWords()
  const zone = { ...useZone(), timeZone: 'UTC' } // days of the calendar, not moments
  const now = useNow(600_000)
  const most = Math.max(1, ...custody.days.map((day) => day.sums.received))
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      {custody.days.length > 1 && (
        <Table title={t('by.day')} head={t('by.dayHead')}>
          {custody.days.toReversed().map(({ day, sums }) => (
            <Line
              key={day}
              label={shortDate(`${day}T00:00:00Z`, now, zone)}
              share={sums.received / most}
              sums={sums}
              onClick={() => onChoose({ first: day, last: day })}
            />
          ))}
        </Table>
      )}
      <div className="flex flex-col gap-4">
        {custody.kinds.length > 0 && (
          <Table title={t('by.kind')} head={t('by.kindHead')}>
            {custody.kinds.map(({ kind, sums }) => (
              <Line
                key={kind}
                label={words.kind(kind)}
                sums={sums}
                isChosen={view.kind === kind}
                onClick={() => onChoose({ kind: view.kind === kind ? undefined : kinds.find((one): one is Kind => one === kind) })}
              />
            ))}
          </Table>
        )}
        {custody.numbers.length > 1 && (
          <Table title={t('by.number')} head={t('by.numberHead')}>
            {custody.numbers.map((number) => (
              <Line
                key={number.connection_id}
                label={number.name}
                sums={number.sums}
                isChosen={view.number === number.connection_id}
                onClick={() => onChoose({ number: view.number === number.connection_id ? undefined : number.connection_id })}
              />
            ))}
          </Table>
        )}
        {custody.reasons.length > 0 && (
          <section aria-label={t('by.reason')} className="rounded-lg border bg-surface">
            <h2 className="border-b px-4 py-2 text-sm font-semibold">{t('by.reason')}</h2>
            <ul className="divide-y">
              {custody.reasons.map(({ state, kind, reason, count }) => (
                <li key={`${state}${kind}${reason}`}>
                  <button
                    type="button"
                    aria-pressed={view.reason === reason && view.kind === kind}
                    className="flex w-full items-baseline gap-3 px-4 py-1.5 text-left text-sm hover:bg-hover aria-pressed:bg-accent-soft"
                    onClick={() =>
                      onChoose(
                        view.reason === reason && view.kind === kind
                          ? { reason: undefined, kind: undefined, state: undefined }
                          : { reason, kind: kinds.find((one): one is Kind => one === kind), state: state as CustodyState },
                      )
                    }
                  >
                    <span className="min-w-0 flex-1 break-words">
                      {words.reason(reason)}
                      {words.technical(reason) && <code className="block truncate font-mono text-2xs text-ink-3">{words.technical(reason)}</code>}
                    </span>
                    <span className="text-xs text-ink-3">{words.kind(kind)}</span>
                    <span className={cn('w-14 text-right tabular-nums', state === 'dead' && 'font-semibold text-danger')}>{words.number(count)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </div>
  )
}

function Table({ title, head, children }: { title: string; head: string; children: ReactNode }) {
  const { t } = useTranslation('custody')
  return (
    <section aria-label={title} className="overflow-hidden rounded-lg border bg-surface">
      <h2 className="border-b px-4 py-2 text-sm font-semibold">{title}</h2>
      <table className="w-full text-sm">
        <thead className="text-2xs text-ink-3">
          <tr>
            <th scope="col" className="py-1.5 pl-4 text-left font-medium">
              {head}
            </th>
            <th scope="col" className="py-1.5 pl-2 text-right font-medium">
              {t('sums.received')}
            </th>
            <th scope="col" className="py-1.5 pl-2 text-right font-medium max-sm:hidden">
              {t('sums.done')}
            </th>
            <th scope="col" className="py-1.5 pl-2 text-right font-medium">
              {t('sums.ignored')}
            </th>
            <th scope="col" className="py-1.5 pl-2 text-right font-medium">
              {t('sums.dead')}
            </th>
            <th scope="col" className="py-1.5 pr-4 pl-2 text-right font-medium">
              {t('sums.waiting')}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y">{children}</tbody>
      </table>
    </section>
  )
}

function Line({ label, sums, share, isChosen, onClick }: { label: string; sums: CustodySums; share?: number; isChosen?: boolean; onClick: () => void }) {
  const words = useWords()
  const number = (value: number, tone?: string) => <span className={cn('tabular-nums', value === 0 ? 'text-ink-3' : tone)}>{words.number(value)}</span>
  return (
    <tr className={cn('hover:bg-hover', isChosen && 'bg-accent-soft')}>
      <th scope="row" className="py-1 pl-4 text-left font-normal">
        <button type="button" aria-pressed={isChosen} className="max-w-full text-left underline-offset-3 hover:underline" onClick={onClick}>
          {label}
        </button>
        {share !== undefined && (
          <span aria-hidden className="mt-0.5 block h-1 max-w-40 rounded-full bg-sunken">
            <span className="block h-1 rounded-full bg-accent" style={{ width: `${share * 100}%` }} />
          </span>
        )}
      </th>
      <td className="py-1 text-right">{number(sums.received, 'font-medium')}</td>
      <td className="py-1 text-right max-sm:hidden">{number(sums.done)}</td>
      <td className="py-1 text-right">{number(sums.ignored)}</td>
      <td className="py-1 text-right">{number(sums.dead, 'font-semibold text-danger')}</td>
      <td className="py-1 pr-4 text-right">{number(sums.waiting, 'text-wait')}</td>
    </tr>
  )
}
