import { useQuery } from '@tanstack/react-query'
import { Plus, ScrollText } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { canChange, useSession } from '@/lib/session'
import { Button } from '@/ui/button'
import { Sortable } from '@/ui/sortable'
import { EmptyState } from '@/ui/states'
import { toast } from '@/ui/toast'
import { servicesQuery, storesQuery, useCollection, useReorder } from '../api'
import { bookablesQuery } from '../bookings'
import { useProblems } from '../problems'
import type { Service, ServiceValues } from '../wire'
import { BookableDialog } from './bookable-dialog'
import { Changeable, Loaded, Screen, useMayChange } from './frame'
import { ServiceDialog } from './service-dialog'
import { ServiceRow } from './service-row'
import { useSortableWords } from './sortable-words'

export const serviceValues = ({ name, description, category, price_cents, currency, price_note, duration_minutes, store_ids, position, is_active }: ServiceValues): ServiceValues => ({
  name,
  description,
  category,
  price_cents,
  currency,
  price_note,
  duration_minutes,
  store_ids,
  position,
  is_active,
})

/** Services or dishes with their prices, in the order in which the bot says them. */
export function Services() {
  const { t } = useTranslation('settings')
  const { tenant } = useSession()
  const services = useQuery(servicesQuery(tenant.id))
  const stores = useQuery(storesQuery(tenant.id))
  const { add, change, remove } = useCollection<Service, ServiceValues>('services')
  const reorder = useReorder('services')
  const problems = useProblems(null)
  const words = useSortableWords()
  const mayChange = useMayChange('services')
  const [open, setOpen] = useState<Service | 'new' | null>(null)
  const [booked, setBooked] = useState<Service | null>(null)
  const mayBook = tenant.kind !== 'restaurant' && canChange(tenant, 'settings')
  const bookables = useQuery({ ...bookablesQuery(tenant.id), enabled: mayBook })
  const bookableOf = ({ id }: Service) => bookables.data?.find((one) => one.service_id === id)
  const fail = (error: unknown) => toast(problems.say(error), { tone: 'danger' })
  const isRestaurant = tenant.kind === 'restaurant'

  const takeAway = (service: Service) =>
    remove.mutate(service.id, {
      onSuccess: () => toast(t('form.removed', { name: service.name }), { action: { label: t('form.undo'), run: () => add.mutate(serviceValues(service), { onError: fail }) } }),
      onError: fail,
    })

  const addButton = mayChange && (
    <Button variant="primary" onClick={() => setOpen('new')}>
      <Plus aria-hidden />
      {t(isRestaurant ? 'services.addDish' : 'services.add')}
    </Button>
  )
  return (
    <Screen section="services" title={t(isRestaurant ? 'services.titleDishes' : 'nav.services')} lead={t('services.lead')} action={addButton}>
      <Loaded query={services}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={ScrollText} title={t('services.empty')} action={addButton}>
              {mayChange && t('services.emptyText')}
            </EmptyState>
          ) : (
            <Changeable mayChange={mayChange}>
              <div aria-hidden className="mb-1 grid grid-cols-[minmax(0,1fr)_7rem_6rem_10.5rem] gap-2 pr-3 pl-11 text-xs font-medium text-ink-2 max-sm:hidden">
                <span>{t('services.name')}</span>
                <span>{t('services.price')}</span>
                <span>{t('services.duration')}</span>
                <span />
              </div>
              <Sortable
                items={items}
                isFixed={!mayChange}
                idOf={(one) => one.id}
                nameOf={(one) => one.name}
                words={words}
                className="divide-y divide-line overflow-hidden rounded-xl border bg-surface"
                rowClassName="py-2 pr-3 pl-1.5"
                onReorder={(rows) => reorder.mutate(rows, { onError: fail })}
                render={(service) => (
                  <ServiceRow
                    service={service}
                    stores={stores.data?.items ?? []}
                    onChange={(changes) => change.mutate({ id: service.id, ...changes }, { onError: fail })}
                    isBookable={bookableOf(service) !== undefined}
                    onBooking={bookables.data && (() => setBooked(service))}
                    onEdit={() => setOpen(service)}
                    onRemove={() => takeAway(service)}
                  />
                )}
              />
              {mayChange && <p className="mt-3 text-xs text-ink-2">{t('services.inlineHint')}</p>}
            </Changeable>
          )
        }
      </Loaded>
      {booked && <BookableDialog service={booked} kept={bookableOf(booked)} onClose={() => setBooked(null)} />}
      {open && (
        <ServiceDialog
          service={open === 'new' ? null : open}
          stores={stores.data?.items ?? []}
          categories={[...new Set((services.data?.items ?? []).flatMap((one) => one.category ?? []))]}
          position={services.data?.items.length ?? 0}
          onClose={() => setOpen(null)}
        />
      )}
    </Screen>
  )
}
