import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BookingResource } from '@/client/types'
import { Checkbox } from '@/ui/checkbox'
import { Field } from '@/ui/field'
import { Input, Select } from '@/ui/input'
import { toast } from '@/ui/toast'
import { type ThingValues, useResources } from '../bookings'
import { useProblems } from '../problems'
import { readLimit, resourceLimit } from '../rules/bookable'
import type { Store } from '../wire'
import { ColorPicker } from './color-picker'
import { FormDialog } from './form-dialog'
import { ResourceLimit } from './resource-limit'

type Props = { thing: BookingResource | null; stores: readonly Store[]; onClose: () => void }

/** A room or a piece of equipment that services can need. */
export function ThingDialog({ thing, stores, onClose }: Props) {
  const { t } = useTranslation(['bookings', 'settings'])
  const { add, change } = useResources()
  const problems = useProblems(add.error ?? change.error)
  const [hasTried, setTried] = useState(false)
  const [values, setValues] = useState<ThingValues>({ kind: thing?.kind === 'equipment' ? 'equipment' : 'room', name: thing?.name ?? '', store_id: thing?.store_id ?? null, color: thing?.color ?? null, daily_limit: thing?.daily_limit ?? null, is_active: thing?.is_active ?? true })
  const [limit, setLimit] = useState(values.daily_limit?.toString() ?? '')
  const set = (changes: Partial<ThingValues>) => setValues({ ...values, ...changes })
  const save = () => {
    setTried(true)
    const name = values.name.trim()
    const daily_limit = readLimit(limit, resourceLimit)
    if (!name || daily_limit === undefined) return
    const onSuccess = () => {
      toast(t('settings:form.saved'))
      onClose()
    }
    const { kind, ...rest } = { ...values, daily_limit }
    if (thing) change.mutate({ id: thing.id, ...rest, name }, { onSuccess })
    else add.mutate({ kind, ...rest, name }, { onSuccess })
  }
  return (
    <FormDialog title={thing ? t('settings:form.editNamed', { name: thing.name }) : t('setup.thingAdd')} isBusy={add.isPending || change.isPending} problem={problems.text} onClose={onClose} onSubmit={save}>
      {!thing && (
        <Field label={t('setup.kindLabel')}>
          <Select value={values.kind} onChange={(event) => set({ kind: event.target.value === 'equipment' ? 'equipment' : 'room' })}>
            <option value="room">{t('setup.kind.room')}</option>
            <option value="equipment">{t('setup.kind.equipment')}</option>
          </Select>
        </Field>
      )}
      <Field label={t('setup.name')} error={hasTried && !values.name.trim() ? t('settings:problems.required') : problems.at('name')}>
        <Input maxLength={120} value={values.name} onChange={(event) => set({ name: event.target.value })} />
      </Field>
      {stores.length > 1 && (
        <Field label={t('store')} error={problems.at('store_id')}>
          <Select value={values.store_id ?? ''} onChange={(event) => set({ store_id: event.target.value || null })}>
            <option value="">{t('everyStore')}</option>
            {stores.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <ResourceLimit value={limit} error={problems.at('daily_limit')} onChange={setLimit} />
      <ColorPicker value={values.color} hint={thing ? undefined : t('setup.colorNone')} error={problems.at('color')} onChange={(color) => set({ color })} />
      <Checkbox label={t('setup.thingOn')} hint={t('setup.thingOnHint')} checked={values.is_active} onChange={(event) => set({ is_active: event.target.checked })} />
    </FormDialog>
  )
}
