import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BookingResource } from '@/client/types'
import { Checkbox } from '@/ui/checkbox'
import { DateField } from '@/ui/date-field'
import { Field } from '@/ui/field'
import { Input, Select } from '@/ui/input'
import { TimeField } from '@/ui/time-field'
import { toast } from '@/ui/toast'
import { useClosures } from '../bookings'
import { useProblems } from '../problems'
import { isWholeYear } from '../rules/closures'
import type { Store } from '../wire'
import { FormDialog } from './form-dialog'

type Props = { resources: readonly BookingResource[]; stores: readonly Store[]; today: string; onClose: () => void }

/** A vacation, a holiday of the town, an afternoon off: days, or hours of each of them, on which nothing is offered. */
export function ClosureDialog({ resources, stores, today, onClose }: Props) {
  const { t } = useTranslation(['bookings', 'settings'])
  const { add } = useClosures()
  const problems = useProblems(add.error)
  const [whose, setWhose] = useState('')
  const [first, setFirst] = useState(today)
  const [last, setLast] = useState(today)
  const [isYearly, setYearly] = useState(false)
  const [isWhole, setWhole] = useState(true)
  const [since, setSince] = useState('12:00')
  const [until, setUntil] = useState('18:00')
  const [reason, setReason] = useState('')
  const isBackward = last !== '' && last < first
  const isTooLong = isYearly && isWholeYear(first, last)
  const isEmpty = !isWhole && until !== '' && until <= since
  const save = () => {
    if (!first || !last || isBackward || isTooLong || (!isWhole && (!since || !until || isEmpty))) return
    const [kind, id = null] = whose.split(':')
    add.mutate(
      { resource_id: kind === 'resource' ? id : null, store_id: kind === 'store' ? id : null, first_on: first, last_on: last, since: isWhole ? null : since, until: isWhole ? null : until, reason: reason.trim(), every_year: isYearly },
      {
        onSuccess: () => {
          toast(t('settings:form.saved'))
          onClose()
        },
      },
    )
  }
  return (
    <FormDialog title={t('setup.closureAdd')} lead={t('setup.closureHint')} isBusy={add.isPending} problem={problems.text} onClose={onClose} onSubmit={save}>
      <Field label={t('setup.whose')} error={problems.at('resource_id')}>
        <Select value={whose} onChange={(event) => setWhose(event.target.value)}>
          <option value="">{t('setup.ofAll')}</option>
          {stores.length > 1 && (
            <optgroup label={t('setup.stores')}>
              {stores.map((one) => (
                <option key={one.id} value={`store:${one.id}`}>
                  {one.name}
                </option>
              ))}
            </optgroup>
          )}
          <optgroup label={t('setup.peopleAndThings')}>
            {resources.map((one) => (
              <option key={one.id} value={`resource:${one.id}`}>
                {one.name}
              </option>
            ))}
          </optgroup>
        </Select>
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('setup.firstOn')} error={problems.at('first_on')}>
          <DateField
            required
            value={first}
            onChange={(day) => {
              setFirst(day)
              if (last < day) setLast(day)
            }}
          />
        </Field>
        <Field label={t('setup.lastOn')} error={isBackward ? t('setup.backward') : isTooLong ? t('setup.tooLong') : problems.at('last_on')}>
          <DateField required min={first} value={last} onChange={setLast} />
        </Field>
      </div>
      <Checkbox label={t('setup.everyYear')} hint={t('setup.everyYearHint')} checked={isYearly} onChange={(event) => setYearly(event.target.checked)} />
      <Checkbox label={t('setup.wholeDay')} checked={isWhole} onChange={(event) => setWhole(event.target.checked)} />
      {!isWhole && (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('setup.since')}>
            <TimeField value={since} onChange={setSince} />
          </Field>
          <Field label={t('setup.until')} error={isEmpty ? t('setup.backward') : problems.at('until')}>
            <TimeField value={until} onChange={setUntil} />
          </Field>
        </div>
      )}
      <Field label={t('setup.reason')} hint={t('setup.reasonHint')} error={problems.at('reason')}>
        <Input maxLength={120} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </FormDialog>
  )
}
