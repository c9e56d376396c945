import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight, MapPin, Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useSession } from '@/lib/session'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/states'
import { storesQuery } from '../api'
import type { Store } from '../wire'
import { Loaded, Screen, useMayChange } from './frame'
import { StoreForm } from './store-form'

const emptyStore: Omit<Store, 'id'> = {
  name: '',
  timezone: null,
  phone: null,
  address: { street: '', number: '', complement: '', district: '', city: '', state: '', postal_code: '' },
  latitude: null,
  longitude: null,
  hours: { weekly: [], exceptions: [], holidays: { national: true, state: null, optional: false } },
  is_active: true,
}

type Props = { storeId: string | undefined; onLeave: () => void }

/** The stores; one of them, or a new one, when the address says so. */
export function Stores({ storeId, onLeave }: Props) {
  const { t } = useTranslation('settings')
  const { tenant } = useSession()
  const stores = useQuery(storesQuery(tenant.id))
  const mayChange = useMayChange('stores')
  if (storeId)
    return (
      <Loaded query={stores}>
        {({ items }) => {
          const store = items.find((one) => one.id === storeId)
          if (!store && (storeId !== 'new' || !mayChange)) return <EmptyState title={t('stores.gone')} action={<Button onClick={onLeave}>{t('stores.back')}</Button>} />
          return <StoreForm key={storeId} id={store?.id ?? null} kept={store ?? emptyStore} canRemove={items.length > 1} onLeave={onLeave} />
        }}
      </Loaded>
    )
  return (
    <Screen
      section="stores"
      title={t('nav.stores')}
      lead={t('stores.lead')}
      action={
        mayChange && (
          <Button asChild variant="primary">
            <Link to="/t/$slug/settings/stores/{-$storeId}" params={{ slug: tenant.slug, storeId: 'new' }}>
              <Plus aria-hidden />
              {t('stores.add')}
            </Link>
          </Button>
        )
      }
    >
      <Loaded query={stores}>
        {({ items }) => (
          <ul className="divide-y divide-line overflow-hidden rounded-xl border bg-surface">
            {items.map((store) => (
              <li key={store.id}>
                <Link
                  to="/t/$slug/settings/stores/{-$storeId}"
                  params={{ slug: tenant.slug, storeId: store.id }}
                  className="flex items-center gap-3 px-4 py-3 hover:bg-hover focus-visible:-outline-offset-2"
                >
                  <MapPin aria-hidden className="size-5 shrink-0 text-ink-3" />
                  <span className="min-w-0 flex-1">
                    <span className="block truncate font-medium">{store.name}</span>
                    <span className="block truncate text-xs text-ink-2">{addressLine(store) || t('stores.noAddress')}</span>
                  </span>
                  {!store.is_active && <Badge>{t('stores.off')}</Badge>}
                  {store.hours.weekly.length === 0 && <Badge tone="wait">{t('stores.noHours')}</Badge>}
                  <ChevronRight aria-hidden className="size-4 shrink-0 text-ink-3" />
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Screen>
  )
}

const addressLine = ({ address }: Store): string => [[address.street, address.number].filter(Boolean).join(', '), address.district, address.city].filter(Boolean).join(' · ')
