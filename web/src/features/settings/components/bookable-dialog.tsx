import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BookableService } from '@/client/types'
import { useSession } from '@/lib/session'
import { Checkbox } from '@/ui/checkbox'
import { Field } from '@/ui/field'
import { Select } from '@/ui/input'
import { toast } from '@/ui/toast'
import { resourcesQuery, useWriteBookable } from '../bookings'
import { useProblems } from '../problems'
import { type BookableValues, type Typed, keptBookable, readBookable, typedBookable } from '../rules/bookable'
import type { Service } from '../wire'
import { BookableFields } from './bookable-fields'
import { BookableFolds } from './bookable-folds'
import { FormDialog } from './form-dialog'
import { Needs } from './needs'

type Props = { service: Service; kept: BookableService | undefined; onClose: () => void }

/** Whether customers can have appointments for the service, and how: what every service is asked for first, the rest folded away. */
export function BookableDialog({ service, kept, onClose }: Props) {
  const { t } = useTranslation(['bookings', 'settings'])
  const write = useWriteBookable(service.id, kept)
  const problems = useProblems(write.error)
  const things = (useQuery(resourcesQuery(useSession().tenant.id)).data ?? []).filter(({ kind }) => kind !== 'professional')
  const [isOn, setOn] = useState(true)
  const [values, setValues] = useState<BookableValues>(() => keptBookable(kept, service.duration_minutes))
  const [typed, setTyped] = useState<Typed>(() => typedBookable(values))
  const [tries, setTries] = useState(0)
  const fields = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (tries > 0 || write.error) fields.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [tries, write.error])
  const read = readBookable(typed)
  const set = (changes: Partial<BookableValues>) => setValues({ ...values, ...changes })
  const type = (changes: Partial<Typed>) => setTyped({ ...typed, ...changes })
  const needs = values.needs.filter(({ resource_ids }) => resource_ids.length > 0)
  const save = () => {
    if (isOn && (read.wrong.length > 0 || (!values.needs_professional && needs.length === 0))) return setTries(tries + 1)
    write.mutate(isOn ? { ...values, ...read.values, needs } : null, {
      onSuccess: () => {
        toast(t('settings:form.saved'))
        onClose()
      },
    })
  }
  const parts = { typed, onType: type, wrong: read.wrong, refused: problems.at }
  return (
    <FormDialog title={t('bookings:setup.titleOf', { name: service.name })} isBusy={write.isPending} problem={problems.text} onClose={onClose} onSubmit={isOn || kept ? save : onClose}>
      <Checkbox label={t('bookings:setup.isOn')} hint={t('bookings:setup.isOnHint')} checked={isOn} onChange={(event) => setOn(event.target.checked)} />
      {isOn && (
        <div ref={fields} className="flex flex-col gap-4">
          <div className="grid gap-4 sm:grid-cols-2">
            <BookableFields {...parts} names={['duration', 'step', 'capacity']} />
            <Field label={t('bookings:where')} error={problems.at('place')}>
              <Select value={values.place} onChange={(event) => set({ place: event.target.value === 'online' ? 'online' : 'store' })}>
                <option value="store">{t('bookings:setup.atStore')}</option>
                <option value="online">{t('bookings:online')}</option>
              </Select>
            </Field>
          </div>
          <Checkbox label={t('bookings:setup.needsProfessional')} checked={values.needs_professional} onChange={(event) => set({ needs_professional: event.target.checked })} />
          {things.length > 0 && <Needs things={things} needs={values.needs} onChange={(needs) => set({ needs })} problem={problems.at('needs')} />}
          {!values.needs_professional && values.needs.length === 0 && (
            <p role="alert" className="text-xs font-medium text-danger">
              {t('bookings:setup.needsNothing')}
            </p>
          )}
          <Checkbox label={t('bookings:setup.isPublic')} hint={t('bookings:setup.isPublicHint')} checked={values.is_public} onChange={(event) => set({ is_public: event.target.checked })} />
          <Checkbox label={t('bookings:setup.needsApproval')} hint={t('bookings:setup.needsApprovalHint')} checked={values.needs_approval} onChange={(event) => set({ needs_approval: event.target.checked })} />
          <BookableFolds {...parts} values={{ ...values, ...read.values }} onChange={set} hasTried={tries > 0} />
        </div>
      )}
    </FormDialog>
  )
}
