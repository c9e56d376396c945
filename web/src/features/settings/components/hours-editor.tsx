import { Copy, Plus, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { Checkbox } from '@/ui/checkbox'
import { Popover } from '@/ui/popover'
import { TimeField } from '@/ui/time-field'
import { type PeriodProblem, byDay, copyDay, isPastMidnight, nextPeriod, toWeekly, weekProblems, weekdays } from '../rules/hours'
import type { Period, WeeklyPeriod } from '../wire'

type PeriodsProps = { day: string; periods: Period[]; problems: (PeriodProblem | null)[]; nothing?: string; onChange: (periods: Period[]) => void }

/** The periods of one day, side by side, each from and to. */
export function Periods({ day, periods, problems, nothing, onChange }: PeriodsProps) {
  const { t } = useTranslation('settings')
  const set = (index: number, changes: Partial<Period>) => onChange(periods.map((period, at) => (at === index ? { ...period, ...changes } : period)))
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-1.5">
      {periods.map((period, index) => {
        const problem = problems[index]
        const number = index + 1
        return (
          <div key={index}>
            <div role="group" aria-label={t('hours.periodOf', { day, number })} className="flex items-center gap-1.5">
              <TimeField className="w-20" aria-label={t('hours.opens', { day, number })} aria-invalid={problem ? true : undefined} value={period.opens} onChange={(opens) => set(index, { opens })} />
              <span aria-hidden className="text-ink-3">
                –
              </span>
              <TimeField className="w-20" aria-label={t('hours.closes', { day, number })} aria-invalid={problem ? true : undefined} value={period.closes} onChange={(closes) => set(index, { closes })} />
              <Button variant="ghost" size="icon-sm" aria-label={t('hours.removePeriod', { day, number })} onClick={() => onChange(periods.filter((_, at) => at !== index))}>
                <X aria-hidden />
              </Button>
            </div>
            {problem ? (
              <p role="alert" className="mt-0.5 text-xs font-medium text-danger">
                {t(`hours.problem.${problem}`)}
              </p>
            ) : (
              isPastMidnight(period) && <p className="mt-0.5 text-xs text-ink-2">{t(period.opens === period.closes ? 'hours.wholeDay' : 'hours.pastMidnight', { closes: period.closes })}</p>
            )}
          </div>
        )
      })}
      {periods.length === 0 && <p className="py-1.5 text-sm text-ink-3">{nothing ?? t('hours.closed')}</p>}
    </div>
  )
}

/** The usual week: several periods a day, copied from day to day. */
export function WeekEditor({ weekly, onChange }: { weekly: WeeklyPeriod[]; onChange: (weekly: WeeklyPeriod[]) => void }) {
  const { t } = useTranslation('settings')
  const days = byDay(weekly)
  const problems = weekProblems(days)
  const setDay = (weekday: number, periods: Period[]) => onChange(toWeekly(days.map((now, at) => (at === weekday ? periods : now))))
  return (
    <ul className="divide-y divide-line overflow-hidden rounded-xl border bg-surface">
      {weekdays.map((weekday) => {
        const day = t(`hours.day.${weekday}`)
        const periods = days[weekday] ?? []
        return (
          <li key={weekday} className="flex flex-wrap items-start gap-x-4 gap-y-1 px-3 py-2.5 sm:flex-nowrap">
            <p className="flex-1 pt-2 text-sm font-medium sm:w-24 sm:flex-none">{day}</p>
            <div className="order-last w-full min-w-0 sm:order-none sm:w-auto sm:flex-1">
              <Periods day={day} periods={periods} problems={problems[weekday] ?? []} onChange={(next) => setDay(weekday, next)} />
            </div>
            <div className="flex shrink-0 gap-1">
              <Button variant="ghost" size="icon" aria-label={t('hours.addPeriod', { day })} title={t('hours.addPeriod', { day })} disabled={periods.length >= 8} onClick={() => setDay(weekday, [...periods, nextPeriod(periods)])}>
                <Plus aria-hidden />
              </Button>
              <CopyDay day={day} weekday={weekday} onCopy={(targets) => onChange(toWeekly(copyDay(days, weekday, targets)))} />
            </div>
          </li>
        )
      })}
    </ul>
  )
}

function CopyDay({ day, weekday, onCopy }: { day: string; weekday: number; onCopy: (targets: number[]) => void }) {
  const { t } = useTranslation('settings')
  const [targets, setTargets] = useState<number[]>([])
  return (
    <Popover
      label={t('hours.copy', { day })}
      className="w-56"
      trigger={
        <Button variant="ghost" size="icon" aria-label={t('hours.copy', { day })} title={t('hours.copy', { day })}>
          <Copy aria-hidden />
        </Button>
      }
    >
      <p className="mb-1 font-medium">{t('hours.copyTo', { day })}</p>
      {weekdays
        .filter((one) => one !== weekday)
        .map((one) => (
          <Checkbox key={one} label={t(`hours.day.${one}`)} checked={targets.includes(one)} onChange={(event) => setTargets(event.target.checked ? [...targets, one] : targets.filter((other) => other !== one))} />
        ))}
      <div className="mt-2 flex justify-between gap-2">
        <Button size="sm" variant="ghost" onClick={() => setTargets([0, 1, 2, 3, 4].filter((one) => one !== weekday))}>
          {t('hours.workdays')}
        </Button>
        <Button size="sm" variant="primary" disabled={targets.length === 0} onClick={() => onCopy(targets)}>
          {t('hours.copyNow')}
        </Button>
      </div>
    </Popover>
  )
}
