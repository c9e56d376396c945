import { Plus, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { dayKey } from '@/lib/dates'
import { useNow } from '@/lib/now'
import { useZone } from '@/lib/session'
import { writeDate } from '@/lib/typed'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Checkbox } from '@/ui/checkbox'
import { DateField } from '@/ui/date-field'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { dayProblems, exceptionProblem, nextPeriod } from '../rules/hours'
import type { DayException } from '../wire'
import { Periods } from './hours-editor'

type Props = {
  days: DayException[]
  onChange: (days: DayException[]) => void
  hasTried: boolean
  /** What a day without any period is called: a store is closed, somebody is off. */
  nothing?: string
  noteExample?: string
  /** Something more to say of a day, such as that it changes nothing. */
  remark?: (day: DayException) => string | null
  /** A day may come every year, as a holiday of the town does. */
  mayRepeat?: boolean
}

/** Days that differ from the week, each with hours of its own or none. */
export function DaysEditor({ days, onChange, hasTried, nothing, noteExample, remark, mayRepeat = false }: Props) {
  const { t } = useTranslation('settings')
  const zone = useZone()
  const today = dayKey(useNow(), zone)
  const set = (index: number, changes: Partial<DayException>) => onChange(days.map((one, at) => (at === index ? { ...one, ...changes } : one)))
  return (
    <>
      {days.length > 0 && (
        <ul className="flex flex-col gap-3">
          {days.map((one, index) => {
            const problem = exceptionProblem(days, index)
            const day = writeDate(one.on) || t('hours.newDay')
            const dateProblem = problem === 'repeated' || (problem === 'noDate' && hasTried) ? t(`hours.problem.${problem}`) : undefined
            const said = one.on ? remark?.(one) : null
            return (
              <li key={index} className="flex flex-col gap-3 rounded-xl border bg-surface p-3">
                <div className="flex flex-wrap items-start gap-3">
                  <Field label={t('hours.date')} error={dateProblem}>
                    <DateField className="w-40" value={one.on} onChange={(on) => set(index, { on })} />
                  </Field>
                  <Field label={t('hours.note')} className="min-w-40 flex-1">
                    <Input value={one.note ?? ''} maxLength={200} placeholder={noteExample ?? t('hours.noteExample')} onChange={(event) => set(index, { note: event.target.value || null })} />
                  </Field>
                  <Button variant="ghost" size="icon" className="mt-6.5" aria-label={t('hours.removeDay', { day })} onClick={() => onChange(days.filter((_, at) => at !== index))}>
                    <Trash2 aria-hidden />
                  </Button>
                </div>
                {one.on && one.on < today && !one.every_year && <Badge className="self-start">{t('hours.past')}</Badge>}
                <div className="flex flex-wrap items-start gap-2">
                  <Periods day={day} periods={one.periods} problems={dayProblems(one.periods)} nothing={nothing} onChange={(periods) => set(index, { periods })} />
                  <Button size="sm" disabled={one.periods.length >= 8} onClick={() => set(index, { periods: [...one.periods, nextPeriod(one.periods)] })}>
                    <Plus aria-hidden />
                    {t('hours.openThatDay')}
                  </Button>
                </div>
                {mayRepeat && (
                  <Checkbox
                    label={t('hours.everyYear')}
                    hint={t('hours.everyYearHint')}
                    checked={one.every_year ?? false}
                    onChange={(event) => set(index, { every_year: event.target.checked })}
                  />
                )}
                {said && <p className="text-xs text-ink-2">{said}</p>}
              </li>
            )
          })}
        </ul>
      )}
      <Button className="self-start" disabled={days.length >= 400} onClick={() => onChange([...days, { on: '', periods: [], note: null }])}>
        <Plus aria-hidden />
        {t('hours.addDay')}
      </Button>
    </>
  )
}
