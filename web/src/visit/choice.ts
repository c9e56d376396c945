/** What a visitor has chosen so far, and what is asked next. Kept in the browser's history: its back button goes back a step. */
import type { Person, Place, Service, Shown } from './wire'

export type Choice = {
  service?: string
  store?: string
  /** null: anybody */
  person?: string | null
  at?: string
  /** Our own id of the booking at this time. */
  clientId?: string
}

export type Step = 'service' | 'store' | 'person' | 'time' | 'details'

export type Options = { services: Service[]; service?: Service; places: Place[]; store?: Place; people: Person[]; person?: Person | null; step: Step }

const fits = (ids: readonly string[], id: string) => ids.length === 0 || ids.includes(id)

/** What there is to choose from; where there is only one, it is chosen. `fixed`: the store or professional whose page this is. */
export function options(page: Shown, fixed: string | null, choice: Choice): Options {
  const person = page.professionals.find((one) => one.id === fixed)
  const store = page.stores.find((one) => one.id === fixed)
  const services = page.services.filter(
    (one) => (!person || (one.chooses_professional && fits(person.service_ids, one.id))) && (!store || one.is_online || fits(one.store_ids, store.id)),
  )
  const service = services.find((one) => one.id === choice.service) ?? (services.length === 1 ? services[0] : undefined)
  if (!service) return { services, places: [], people: [], step: 'service' }
  const places = service.is_online ? [] : page.stores.filter((one) => fits(service.store_ids, one.id) && (!person || fits(person.store_ids, one.id)) && (!store || one.id === store.id))
  const place = places.find((one) => one.id === choice.store) ?? (places.length === 1 ? places[0] : undefined)
  const known = { services, service, places, store: place }
  if (places.length > 0 && !place) return { ...known, people: [], step: 'store' }
  const people = service.chooses_professional
    ? page.professionals.filter((one) => fits(one.service_ids, service.id) && (!place || fits(one.store_ids, place.id)) && (!person || one.id === person.id))
    : []
  const who = person ?? (choice.person === null || people.length < 2 ? null : people.find((one) => one.id === choice.person))
  if (who === undefined) return { ...known, people, step: 'person' }
  return { ...known, people, person: who, step: choice.at ? 'details' : 'time' }
}
