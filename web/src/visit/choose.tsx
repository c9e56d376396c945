/** @jsxImportSource preact */
import { formatAmount } from '@/lib/money'
import type { Person, Place, Service } from './wire'
import { language, t } from './words'

export function price(service: Service): string {
  if (service.price_cents === null) return service.price_note ?? ''
  const amount = service.price_cents === 0 ? t('price_free') : formatAmount(service.price_cents / 100, service.currency, language())
  return [service.price_note, amount].filter(Boolean).join(' ')
}

export function Services({ services, onChoose }: { services: Service[]; onChoose: (service: Service) => void }) {
  const groups = [...new Set(services.map((one) => one.category ?? ''))]
  return (
    <>
      {groups.map((group) => (
        <div key={group}>
          {group && <h3>{group}</h3>}
          <ul class="cards">
            {services
              .filter((one) => (one.category ?? '') === group)
              .map((one) => (
                <li key={one.id}>
                  <button type="button" onClick={() => onChoose(one)}>
                    <strong>{one.name}</strong>
                    <span>{[t('minutes', { count: one.minutes }), price(one), one.is_online ? t('online') : ''].filter(Boolean).join(' · ')}</span>
                    {one.description && <span>{one.description}</span>}
                    {one.needs_approval && <span>{t('needs_approval')}</span>}
                  </button>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </>
  )
}

export function Places({ places, onChoose }: { places: Place[]; onChoose: (place: Place) => void }) {
  return (
    <ul class="cards">
      {places.map((one) => (
        <li key={one.id}>
          <button type="button" onClick={() => onChoose(one)}>
            <strong>{one.name}</strong>
            {one.address.length > 0 && <span>{one.address.join(', ')}</span>}
          </button>
        </li>
      ))}
    </ul>
  )
}

export function People({ people, onChoose }: { people: Person[]; onChoose: (person: Person | null) => void }) {
  return (
    <ul class="cards">
      <li>
        <button type="button" onClick={() => onChoose(null)}>
          <strong>{t('anybody')}</strong>
          <span>{t('anybody_hint')}</span>
        </button>
      </li>
      {people.map((one) => (
        <li key={one.id}>
          <button type="button" onClick={() => onChoose(one)}>
            <strong>{one.name}</strong>
            {(one.title ?? one.specialty) && <span>{[one.title, one.specialty].filter(Boolean).join(' · ')}</span>}
          </button>
        </li>
      ))}
    </ul>
  )
}
