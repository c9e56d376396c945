import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Checkbox } from '@/ui/checkbox'
import { Field } from '@/ui/field'
import { Input, Textarea } from '@/ui/input'
import { useCollection } from '../api'
import { useProblems } from '../problems'
import { parsePrice, typedPrice } from '../rules/price'
import type { Service, ServiceValues, Store } from '../wire'
import { FormDialog } from './form-dialog'
import { PickList } from './pick-list'

type Props = { service: Service | null; stores: Store[]; categories: string[]; position: number; onClose: () => void }

export function ServiceDialog({ service, stores, categories, position, onClose }: Props) {
  const { t, i18n } = useTranslation('settings')
  const { add, change } = useCollection<Service, ServiceValues>('services')
  const problems = useProblems(add.error ?? change.error)
  const listId = useId()
  const [hasTried, setTried] = useState(false)
  const [values, setValues] = useState({
    name: service?.name ?? '',
    category: service?.category ?? '',
    description: service?.description ?? '',
    price: typedPrice(service?.price_cents ?? null, i18n.language),
    price_note: service?.price_note ?? '',
    duration: service?.duration_minutes?.toString() ?? '',
    store_ids: service?.store_ids ?? [],
    is_active: service?.is_active ?? true,
  })
  const text = (name: 'name' | 'category' | 'description' | 'price' | 'price_note' | 'duration') => ({
    value: values[name],
    onChange: (event: { target: { value: string } }) => setValues({ ...values, [name]: event.target.value }),
  })
  const cents = parsePrice(values.price)
  const minutes = values.duration.trim() === '' ? null : Number(values.duration)
  const isMinutesSound = minutes === null || (Number.isInteger(minutes) && minutes >= 1 && minutes <= 1440)

  const save = () => {
    setTried(true)
    if (!values.name.trim() || cents === undefined || !isMinutesSound) return
    const body: ServiceValues = {
      name: values.name.trim(),
      category: values.category.trim() || null,
      description: values.description.trim() || null,
      price_cents: cents,
      currency: service?.currency ?? 'BRL',
      price_note: values.price_note.trim() || null,
      duration_minutes: minutes,
      store_ids: values.store_ids,
      position: service?.position ?? position,
      is_active: values.is_active,
    }
    if (service) change.mutate({ id: service.id, ...body }, { onSuccess: onClose })
    else add.mutate(body, { onSuccess: onClose })
  }
  return (
    <FormDialog title={service ? t('form.editNamed', { name: service.name }) : t('services.add')} isBusy={add.isPending || change.isPending} problem={problems.text} onClose={onClose} onSubmit={save}>
      <Field label={t('services.name')} error={hasTried && !values.name.trim() ? t('problems.required') : problems.at('name')}>
        <Input maxLength={120} autoFocus={!service} {...text('name')} />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('services.price')} hint={t('services.priceHint')} error={cents === undefined ? t('services.priceInvalid') : problems.at('price_cents')}>
          <Input inputMode="decimal" placeholder="0,00" {...text('price')} />
        </Field>
        <Field label={t('services.priceNote')} hint={t('services.priceNoteHint')} error={problems.at('price_note')}>
          <Input maxLength={200} placeholder={t('services.priceNoteExample')} {...text('price_note')} />
        </Field>
        <Field label={t('services.durationMinutes')} error={!isMinutesSound ? t('services.durationInvalid') : problems.at('duration_minutes')}>
          <Input inputMode="numeric" {...text('duration')} />
        </Field>
        <Field label={t('services.category')} hint={t('services.categoryHint')} error={problems.at('category')}>
          <Input maxLength={120} list={listId} {...text('category')} />
        </Field>
      </div>
      <datalist id={listId}>
        {categories.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <Field label={t('services.description')} hint={t('services.descriptionHint')} error={problems.at('description')}>
        <Textarea maxLength={2000} rows={3} {...text('description')} />
      </Field>
      {stores.length > 1 && (
        <PickList legend={t('services.stores')} hint={t('services.storesHint')} items={stores} chosen={values.store_ids} onChange={(store_ids) => setValues({ ...values, store_ids })} />
      )}
      <Checkbox label={t('services.isActive')} hint={t('services.isActiveHint')} checked={values.is_active} onChange={(event) => setValues({ ...values, is_active: event.target.checked })} />
    </FormDialog>
  )
}
