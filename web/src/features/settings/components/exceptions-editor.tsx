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
import { Input, Select } from '@/ui/input'
import { dayProblems, exceptionProblem, nextPeriod } from '../rules/hours'
import type { DayException, Hours } from '../wire'
import { Periods } from './hours-editor'

const states = ['AC', 'AL', 'AP', 'AM', 'BA', 'CE', 'DF', 'ES', 'GO', 'MA', 'MT', 'MS', 'MG', 'PA', 'PB', 'PR', 'PE', 'PI', 'RJ', 'RN', 'RS', 'RO', 'RR', 'SC', 'SP', 'SE', 'TO']

/** Days that differ from the week, and the public holidays on which the store is closed. */
export function ExceptionsEditor({ hours, onChange, hasTried }: { hours: Hours; onChange: (changes: Partial<Hours>) => void; hasTried: boolean }) {
  const { t } = useTranslation('settings')
  const zone = useZone()
  const today = dayKey(useNow(), zone)
  const { exceptions, holidays } = hours
  const set = (index: number, changes: Partial<DayException>) => onChange({ exceptions: exceptions.map((one, at) => (at === index ? { ...one, ...changes } : one)) })
  return (
    <>
      <div>
        <Checkbox
          label={t('hours.national')}
          hint={t('hours.nationalHint')}
          checked={holidays.national}
          onChange={(event) => onChange({ holidays: { ...holidays, national: event.target.checked } })}
        />
        <Field label={t('hours.state')} className="mt-2 max-w-60">
          <Select value={holidays.state ?? ''} onChange={(event) => onChange({ holidays: { ...holidays, state: event.target.value || null } })}>
            <option value="">{t('hours.noState')}</option>
            {states.map((state) => (
              <option key={state}>{state}</option>
            ))}
          </Select>
        </Field>
      </div>
      <ul className="flex flex-col gap-3">
        {exceptions.map((one, index) => {
          const problem = exceptionProblem(exceptions, index)
          const day = writeDate(one.on) || t('hours.newDay')
          const dateProblem = problem === 'repeated' || (problem === 'noDate' && hasTried) ? t(`hours.problem.${problem}`) : undefined
          return (
            <li key={index} className="flex flex-col gap-3 rounded-xl border bg-surface p-3">
              <div className="flex flex-wrap items-start gap-3">
                <Field label={t('hours.date')} error={dateProblem}>
                  <DateField className="w-40" value={one.on} onChange={(on) => set(index, { on })} />
                </Field>
                <Field label={t('hours.note')} className="min-w-40 flex-1">
                  <Input value={one.note ?? ''} maxLength={200} placeholder={t('hours.noteExample')} onChange={(event) => set(index, { note: event.target.value || null })} />
                </Field>
                <Button variant="ghost" size="icon" className="mt-6.5" aria-label={t('hours.removeDay', { day })} onClick={() => onChange({ exceptions: exceptions.filter((_, at) => at !== index) })}>
                  <Trash2 aria-hidden />
                </Button>
              </div>
              {one.on && one.on < today && <Badge className="self-start">{t('hours.past')}</Badge>}
              <div className="flex flex-wrap items-start gap-2">
                <Periods day={day} periods={one.periods} problems={dayProblems(one.periods)} onChange={(periods) => set(index, { periods })} />
                <Button size="sm" disabled={one.periods.length >= 8} onClick={() => set(index, { periods: [...one.periods, nextPeriod(one.periods)] })}>
                  <Plus aria-hidden />
                  {t('hours.openThatDay')}
                </Button>
              </div>
            </li>
          )
        })}
      </ul>
      <Button className="self-start" disabled={exceptions.length >= 400} onClick={() => onChange({ exceptions: [...exceptions, { on: '', periods: [], note: null }] })}>
        <Plus aria-hidden />
        {t('hours.addDay')}
      </Button>
    </>
  )
}
