import { ArrowLeft } from 'lucide-react'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '@/lib/session'
import { zonesWith, zoneTitle } from '@/lib/zones'
import { Button } from '@/ui/button'
import { Checkbox } from '@/ui/checkbox'
import { Confirm } from '@/ui/confirm'
import { Field } from '@/ui/field'
import { Input, Select } from '@/ui/input'
import { toast } from '@/ui/toast'
import { hasRefused } from '@/ui/use-typing'
import { useCollection } from '../api'
import { useDraft } from '../draft'
import { useProblems } from '../problems'
import { areHoursSound } from '../rules/hours'
import type { Address, Store, StoreValues } from '../wire'
import { ExceptionsEditor } from './exceptions-editor'
import { Changeable, Screen, Section, useMayChange } from './frame'
import { WeekEditor } from './hours-editor'
import { SaveBar } from './save-bar'

type Props = { id: string | null; kept: StoreValues; canRemove: boolean; onLeave: () => void }

const coordinate = (typed: string): number | null => (typed.trim() === '' ? null : Number(typed.replace(',', '.')))

/** One store: where it is, how to reach it, when it is open. */
export function StoreForm({ id, kept, canRemove, onLeave }: Props) {
  const { t } = useTranslation(['settings', 'shell'])
  const { tenant } = useSession()
  const { add, change, remove } = useCollection<Store, StoreValues>('stores')
  const { value, set, isDirty, discard } = useDraft<StoreValues>(values(kept))
  const [place, setPlace] = useState<{ latitude: string; longitude: string } | null>(null)
  const [hasTried, setTried] = useState(false)
  const [hasSaved, setSaved] = useState(false)
  const [isRemoving, setRemoving] = useState(false)
  const mayChange = useMayChange('stores')
  const problems = useProblems(add.error ?? change.error ?? remove.error)
  const typed = place ?? { latitude: value.latitude?.toString() ?? '', longitude: value.longitude?.toString() ?? '' }
  const latitude = coordinate(typed.latitude)
  const longitude = coordinate(typed.longitude)
  const isPlaceSound = (latitude === null) === (longitude === null) && !Number.isNaN(latitude) && !Number.isNaN(longitude)
  const isSound = value.name.trim() !== '' && areHoursSound(value.hours) && isPlaceSound

  // left after the render that knows of nothing unsaved, so that the guard lets it go
  useEffect(() => {
    if (hasSaved && !id) onLeave()
  }, [hasSaved, id, onLeave])

  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setTried(true)
    if (!isSound || hasRefused(event.currentTarget)) return
    const body = { ...value, phone: value.phone?.trim() || null, latitude, longitude }
    try {
      if (id) await change.mutateAsync({ id, ...body })
      else await add.mutateAsync(body)
      discard()
      setPlace(null)
      setTried(false)
      setSaved(true)
      toast(t('form.savedNextTurn'))
    } catch {
      // shown by the fields and the bar
    }
  }
  const address = (name: keyof Address) => ({
    value: value.address[name],
    onChange: (event: { target: { value: string } }) => set({ address: { ...value.address, [name]: event.target.value } }),
  })
  const placeField = (name: 'latitude' | 'longitude') => ({
    inputMode: 'decimal' as const,
    value: typed[name],
    onChange: (event: { target: { value: string } }) => {
      const next = { ...typed, [name]: event.target.value }
      setPlace(next)
      set({ [name]: coordinate(next[name]) })
    },
  })

  return (
    <Screen
      section="stores"
      title={id ? value.name || kept.name : t('stores.add')}
      action={
        <Button variant="ghost" onClick={onLeave}>
          <ArrowLeft aria-hidden />
          {t('stores.back')}
        </Button>
      }
    >
      <form noValidate onSubmit={(event) => void save(event)}>
        <Changeable mayChange={mayChange}>
          <Section title={t('stores.who')}>
            <Field label={t('stores.name')} error={hasTried && !value.name.trim() ? t('problems.required') : problems.at('name')}>
              <Input value={value.name} maxLength={120} onChange={(event) => set({ name: event.target.value })} />
            </Field>
            <Field label={t('stores.phone')} hint={t('stores.phoneHint')} error={problems.at('phone')}>
              <Input inputMode="tel" value={value.phone ?? ''} maxLength={40} onChange={(event) => set({ phone: event.target.value || null })} />
            </Field>
            <Checkbox label={t('stores.isActive')} hint={t('stores.isActiveHint')} checked={value.is_active} onChange={(event) => set({ is_active: event.target.checked })} />
          </Section>
          <Section title={t('stores.where')} lead={t('stores.whereLead')}>
            <div className="grid gap-4 sm:grid-cols-[1fr_7rem]">
              <Field label={t('stores.street')} error={problems.at('address.street')}>
                <Input maxLength={200} autoComplete="off" {...address('street')} />
              </Field>
              <Field label={t('stores.number')} error={problems.at('address.number')}>
                <Input maxLength={20} {...address('number')} />
              </Field>
            </div>
            <div className="grid gap-4 sm:grid-cols-2">
              <Field label={t('stores.complement')} error={problems.at('address.complement')}>
                <Input maxLength={200} {...address('complement')} />
              </Field>
              <Field label={t('stores.district')} error={problems.at('address.district')}>
                <Input maxLength={200} {...address('district')} />
              </Field>
            </div>
            <div className="grid gap-4 sm:grid-cols-[1fr_6rem_9rem]">
              <Field label={t('stores.city')} error={problems.at('address.city')}>
                <Input maxLength={200} {...address('city')} />
              </Field>
              <Field label={t('stores.state')} error={problems.at('address.state')}>
                <Input maxLength={40} {...address('state')} />
              </Field>
              <Field label={t('stores.postal')} error={problems.at('address.postal_code')}>
                <Input maxLength={20} inputMode="numeric" {...address('postal_code')} />
              </Field>
            </div>
            <Field label={t('stores.timezone')} hint={t('stores.timezoneHint')} error={problems.at('timezone')}>
              <Select value={value.timezone ?? ''} onChange={(event) => set({ timezone: event.target.value || null })}>
                <option value="">{t('stores.sameTimezone', { zone: zoneTitle(tenant.timezone) })}</option>
                {zonesWith(value.timezone).map((zone) => (
                  <option key={zone} value={zone}>
                    {zoneTitle(zone)}
                  </option>
                ))}
              </Select>
            </Field>
            <div className="grid gap-4 sm:grid-cols-2">
              <Field label={t('stores.latitude')} hint={t('stores.placeHint')} error={problems.at('latitude') ?? (hasTried && !isPlaceSound ? t('stores.placeInvalid') : undefined)}>
                <Input placeholder="-23.6012" {...placeField('latitude')} />
              </Field>
              <Field label={t('stores.longitude')} error={problems.at('longitude')}>
                <Input placeholder="-46.6581" {...placeField('longitude')} />
              </Field>
            </div>
          </Section>
          <Section title={t('hours.title')} lead={t('hours.lead')}>
            <WeekEditor weekly={value.hours.weekly} onChange={(weekly) => set({ hours: { ...value.hours, weekly } })} />
            {problems.at('hours') && (
              <p role="alert" className="text-sm font-medium text-danger">
                {problems.at('hours')}
              </p>
            )}
          </Section>
          <Section title={t('hours.exceptions')} lead={t('hours.exceptionsLead')}>
            <ExceptionsEditor hours={value.hours} hasTried={hasTried} onChange={(changes) => set({ hours: { ...value.hours, ...changes } })} />
          </Section>
          {id && canRemove && mayChange && (
            <Section title={t('stores.removeTitle')} lead={t('stores.removeLead')}>
              <Button className="self-start text-danger" onClick={() => setRemoving(true)}>
                {t('stores.remove')}
              </Button>
            </Section>
          )}
          <SaveBar
            isDirty={isDirty}
            isBusy={add.isPending || change.isPending}
            problem={problems.text ?? (hasTried && !isSound ? t('problems.marked') : null)}
            onDiscard={() => {
              discard()
              setPlace(null)
              setTried(false)
              add.reset()
              change.reset()
              remove.reset()
            }}
          />
        </Changeable>
      </form>
      <Confirm
        open={isRemoving}
        onOpenChange={setRemoving}
        title={t('stores.removeNamed', { name: kept.name })}
        text={t('stores.removeLead')}
        confirmLabel={t('stores.remove')}
        cancelLabel={t('shell:cancel')}
        isBusy={remove.isPending}
        onConfirm={() =>
          remove.mutate(id ?? '', {
            onSuccess: onLeave,
            onError: () => setRemoving(false),
          })
        }
      />
    </Screen>
  )
}

/** What may be sent, without the id. */
const values = ({ name, timezone, phone, address, latitude, longitude, hours, is_active }: StoreValues): StoreValues => ({ name, timezone, phone, address, latitude, longitude, hours, is_active })
