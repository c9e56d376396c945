import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BookableService } from '@/client/types'
import { useSession } from '@/lib/session'
import { Checkbox } from '@/ui/checkbox'
import { Field } from '@/ui/field'
import { Input, Select } from '@/ui/input'
import { toast } from '@/ui/toast'
import { type BookableValues, resourcesQuery, usualBookable, useWriteBookable } from '../bookings'
import { useProblems } from '../problems'
import type { Service } from '../wire'
import { FormDialog } from './form-dialog'
import { Needs } from './needs'

type Props = { service: Service; kept: BookableService | undefined; onClose: () => void }
type Minutes = 'duration' | 'step' | 'before' | 'after' | 'notice' | 'horizon_days' | 'capacity' | 'offer_minutes'

/** What the server takes. */
const bounds: Record<Minutes, [number, number]> = { duration: [5, 1440], step: [5, 480], before: [0, 480], after: [0, 480], notice: [0, 86_400], horizon_days: [1, 730], capacity: [1, 500], offer_minutes: [5, 720] }
const shown: readonly Minutes[] = ['duration', 'step', 'before', 'after', 'notice', 'horizon_days', 'capacity', 'offer_minutes']

/** Whether customers can have appointments for the service, and how. */
export function BookableDialog({ service, kept, onClose }: Props) {
  const { t } = useTranslation(['bookings', 'settings'])
  const write = useWriteBookable(service.id, kept)
  const problems = useProblems(write.error)
  const things = (useQuery(resourcesQuery(useSession().tenant.id)).data ?? []).filter(({ kind }) => kind !== 'professional')
  const [isOn, setOn] = useState(true)
  const usual = usualBookable(service.duration_minutes)
  const [values, setValues] = useState<BookableValues>({
    ...usual,
    ...(kept && Object.fromEntries(Object.keys(usual).map((name) => [name, kept[name as keyof BookableValues] ?? usual[name as keyof BookableValues]]))),
  })
  const [typed, setTyped] = useState(() => Object.fromEntries(shown.map((name) => [name, String(values[name])])) as Record<Minutes, string>)
  const number = (name: Minutes) => (/^\d{1,5}$/.test(typed[name].trim()) ? Number(typed[name]) : NaN)
  const isWrong = (name: Minutes) => !(number(name) >= bounds[name][0] && number(name) <= bounds[name][1])
  const needs = values.needs.filter(({ resource_ids }) => resource_ids.length > 0)
  const save = () => {
    if (isOn && (shown.some(isWrong) || (!values.needs_professional && needs.length === 0))) return
    const numbers = Object.fromEntries(shown.map((name) => [name, number(name)])) as Record<Minutes, number>
    write.mutate(isOn ? { ...values, ...numbers, needs } : null, {
      onSuccess: () => {
        toast(t('settings:form.saved'))
        onClose()
      },
    })
  }
  return (
    <FormDialog title={t('bookings:setup.titleOf', { name: service.name })} isBusy={write.isPending} problem={problems.text} onClose={onClose} onSubmit={isOn || kept ? save : onClose}>
      <Checkbox label={t('bookings:setup.isOn')} hint={t('bookings:setup.isOnHint')} checked={isOn} onChange={(event) => setOn(event.target.checked)} />
      {isOn && (
        <>
          <div className="grid gap-4 sm:grid-cols-2">
            {shown.map((name) => (
              <Field
                key={name}
                label={t(`bookings:setup.${name}`)}
                hint={t(`bookings:setup.${name}Hint`)}
                error={isWrong(name) ? t('bookings:setup.between', { least: bounds[name][0], most: bounds[name][1] }) : problems.at(name)}
              >
                <Input inputMode="numeric" value={typed[name]} onChange={(event) => setTyped({ ...typed, [name]: event.target.value })} />
              </Field>
            ))}
            <Field label={t('bookings:where')} error={problems.at('place')}>
              <Select value={values.place} onChange={(event) => setValues({ ...values, place: event.target.value === 'online' ? 'online' : 'store' })}>
                <option value="store">{t('bookings:setup.atStore')}</option>
                <option value="online">{t('bookings:online')}</option>
              </Select>
            </Field>
          </div>
          <Checkbox label={t('bookings:setup.needsProfessional')} checked={values.needs_professional} onChange={(event) => setValues({ ...values, needs_professional: event.target.checked })} />
          {things.length > 0 && <Needs things={things} needs={values.needs} onChange={(needs) => setValues({ ...values, needs })} problem={problems.at('needs')} />}
          {!values.needs_professional && values.needs.length === 0 && (
            <p role="alert" className="text-xs font-medium text-danger">
              {t('bookings:setup.needsNothing')}
            </p>
          )}
          <Checkbox label={t('bookings:setup.needsApproval')} hint={t('bookings:setup.needsApprovalHint')} checked={values.needs_approval} onChange={(event) => setValues({ ...values, needs_approval: event.target.checked })} />
        </>
      )}
    </FormDialog>
  )
}
