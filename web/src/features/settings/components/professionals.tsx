import { useQuery } from '@tanstack/react-query'
import { CalendarClock, Pencil, Plus, Stethoscope, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { visible } from '@/lib/colors'
import { canChange, useSession } from '@/lib/session'
import { Avatar } from '@/ui/avatar'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Checkbox } from '@/ui/checkbox'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { EmptyState } from '@/ui/states'
import { toast } from '@/ui/toast'
import { professionalsQuery, servicesQuery, storesQuery, useCollection } from '../api'
import { resourcesQuery } from '../bookings'
import { useProblems } from '../problems'
import type { Professional, ProfessionalValues, Service, Store } from '../wire'
import { FormDialog } from './form-dialog'
import { Loaded, Screen, useMayChange } from './frame'
import { PickList } from './pick-list'
import { PlansDialog } from './plans-dialog'

/** The people that customers come to see. */
export function Professionals() {
  const { t } = useTranslation(['settings', 'bookings'])
  const { tenant } = useSession()
  const professionals = useQuery(professionalsQuery(tenant.id))
  const services = useQuery(servicesQuery(tenant.id))
  const stores = useQuery(storesQuery(tenant.id))
  const { add, remove } = useCollection<Professional, ProfessionalValues>('professionals')
  const problems = useProblems(null)
  const [open, setOpen] = useState<Professional | 'new' | null>(null)
  const mayChange = useMayChange('professionals')
  const resources = useQuery({ ...resourcesQuery(tenant.id), enabled: tenant.kind !== 'restaurant' && canChange(tenant, 'settings') })
  const [planned, setPlanned] = useState<string | null>(null)
  const resourceOf = (id: string | null) => resources.data?.find((resource) => resource.id === id)
  const plannedResource = resourceOf(planned)
  // where they work; whoever is bound to none works at each
  const placesOf = (id: string) => {
    const own = professionals.data?.items.find((one) => one.id === id)?.store_ids ?? []
    const planned = resourceOf(id)?.plans.map(({ store_id }) => store_id) ?? []
    return (stores.data?.items ?? []).filter((one) => own.length === 0 || own.includes(one.id) || planned.includes(one.id))
  }
  const fail = (error: unknown) => toast(problems.say(error), { tone: 'danger' })
  const takeAway = ({ id, ...values }: Professional) =>
    remove.mutate(id, {
      onSuccess: () => toast(t('form.removed', { name: values.name }), { action: { label: t('form.undo'), run: () => add.mutate(values, { onError: fail }) } }),
      onError: fail,
    })
  const addButton = mayChange && (
    <Button variant="primary" onClick={() => setOpen('new')}>
      <Plus aria-hidden />
      {t('professionals.add')}
    </Button>
  )
  return (
    <Screen section="professionals" title={t('nav.professionals')} lead={t('professionals.lead')} action={addButton}>
      <Loaded query={professionals}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={Stethoscope} title={t('professionals.empty')} action={addButton}>
              {mayChange && t('professionals.emptyText')}
            </EmptyState>
          ) : (
            <ul className="divide-y divide-line overflow-hidden rounded-xl border bg-surface">
              {items.map((one) => (
                <li key={one.id} className="flex items-center gap-3 px-4 py-3">
                  <Avatar name={one.name} />
                  {resourceOf(one.id)?.color && <span aria-hidden className="-ml-4 size-3 shrink-0 self-end rounded-full ring-2 ring-surface" style={{ background: visible(resourceOf(one.id)?.color ?? '') }} />}
                  <div className="min-w-0 flex-1">
                    <p className="truncate font-medium">{[one.title, one.name].filter(Boolean).join(' ')}</p>
                    <p className="text-xs text-ink-2">{[one.specialty, one.registration].filter(Boolean).join(' · ')}</p>
                  </div>
                  {!one.is_active && <Badge>{t('professionals.away')}</Badge>}
                  {mayChange && (
                    <>
                      {resourceOf(one.id) && (
                        <Button variant="ghost" size="icon" aria-label={t('bookings:setup.week', { name: one.name })} onClick={() => setPlanned(one.id)}>
                          <CalendarClock aria-hidden />
                        </Button>
                      )}
                      <Button variant="ghost" size="icon" aria-label={t('form.editNamed', { name: one.name })} onClick={() => setOpen(one)}>
                        <Pencil aria-hidden />
                      </Button>
                      <Button variant="ghost" size="icon" aria-label={t('form.removeNamed', { name: one.name })} onClick={() => takeAway(one)}>
                        <Trash2 aria-hidden />
                      </Button>
                    </>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {plannedResource && <PlansDialog key={plannedResource.id} resource={plannedResource} stores={placesOf(plannedResource.id)} onClose={() => setPlanned(null)} />}
      {open && (
        <ProfessionalDialog
          professional={open === 'new' ? null : open}
          services={services.data?.items ?? []}
          stores={stores.data?.items ?? []}
          position={professionals.data?.items.length ?? 0}
          onClose={() => setOpen(null)}
        />
      )}
    </Screen>
  )
}

type DialogProps = { professional: Professional | null; services: Service[]; stores: Store[]; position: number; onClose: () => void }

function ProfessionalDialog({ professional, services, stores, position, onClose }: DialogProps) {
  const { t } = useTranslation('settings')
  const { add, change } = useCollection<Professional, ProfessionalValues>('professionals')
  const problems = useProblems(add.error ?? change.error)
  const [hasTried, setTried] = useState(false)
  const [values, setValues] = useState<ProfessionalValues>(
    professional ?? { name: '', title: null, registration: null, specialty: null, store_ids: [], service_ids: [], position, is_active: true },
  )
  const set = (changes: Partial<ProfessionalValues>) => setValues({ ...values, ...changes })
  const text = (name: 'title' | 'registration' | 'specialty') => ({ value: values[name] ?? '', onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value || null }) })
  const save = () => {
    setTried(true)
    if (!values.name.trim()) return
    const { name, title, registration, specialty, store_ids, service_ids, is_active } = values
    const body = { name: name.trim(), title, registration, specialty, store_ids, service_ids, position: values.position, is_active }
    if (professional) change.mutate({ id: professional.id, ...body }, { onSuccess: onClose })
    else add.mutate(body, { onSuccess: onClose })
  }
  return (
    <FormDialog
      title={professional ? t('form.editNamed', { name: professional.name }) : t('professionals.add')}
      isBusy={add.isPending || change.isPending}
      problem={problems.text}
      onClose={onClose}
      onSubmit={save}
    >
      <div className="grid gap-4 sm:grid-cols-[6rem_1fr]">
        <Field label={t('professionals.title')} error={problems.at('title')}>
          <Input maxLength={200} placeholder="Dra." {...text('title')} />
        </Field>
        <Field label={t('professionals.name')} error={hasTried && !values.name.trim() ? t('problems.required') : problems.at('name')}>
          <Input maxLength={120} value={values.name} onChange={(event) => set({ name: event.target.value })} />
        </Field>
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('professionals.specialty')} error={problems.at('specialty')}>
          <Input maxLength={200} {...text('specialty')} />
        </Field>
        <Field label={t('professionals.registration')} hint={t('professionals.registrationHint')} error={problems.at('registration')}>
          <Input maxLength={200} {...text('registration')} />
        </Field>
      </div>
      {services.length > 0 && (
        <PickList legend={t('professionals.services')} hint={t('professionals.servicesHint')} items={services} chosen={values.service_ids} onChange={(service_ids) => set({ service_ids })} />
      )}
      {stores.length > 1 && <PickList legend={t('services.stores')} hint={t('services.storesHint')} items={stores} chosen={values.store_ids} onChange={(store_ids) => set({ store_ids })} />}
      <Checkbox label={t('professionals.isActive')} hint={t('professionals.isActiveHint')} checked={values.is_active} onChange={(event) => set({ is_active: event.target.checked })} />
    </FormDialog>
  )
}
