import { expect, it } from 'vitest'
import { options } from './choice'
import type { Person, Place, Service, Shown } from './wire'

const service = (id: string, more: Partial<Service> = {}): Service => ({
  id, name: id, category: null, chooses_professional: true, currency: 'BRL', description: null, horizon_days: 60, is_online: false, minutes: 30,
  needs_approval: false, price_cents: null, price_note: null, store_ids: [], ...more,
}) // prettier-ignore
const place = (id: string): Place => ({ id, name: id, path: id, address: [], phone: null, timezone: null })
const person = (id: string, more: Partial<Person> = {}): Person => ({ id, name: id, path: id, title: null, specialty: null, service_ids: [], store_ids: [], ...more })

const page = {
  services: [service('consulta'), service('teleconsulta', { is_online: true, store_ids: ['centro'] }), service('raio-x', { store_ids: ['centro'] })],
  stores: [place('centro'), place('sul')],
  professionals: [person('ana'), person('beto', { store_ids: ['sul'] })],
} as unknown as Shown
const named = (of: { id: string }[]) => of.map(({ id }) => id)

it('offers on the page of a store what is done there, and what is done online', () => {
  expect(named(options(page, 'sul', {}).services)).toEqual(['consulta', 'teleconsulta'])
  expect(named(options(page, 'centro', {}).services)).toEqual(['consulta', 'teleconsulta', 'raio-x'])
})

it('asks for no store when it is online, and for whoever does it, wherever they are', () => {
  const { step, places, people } = options(page, 'centro', { service: 'teleconsulta' })
  expect({ step, places, people: named(people) }).toEqual({ step: 'person', places: [], people: ['ana', 'beto'] })
})

it('asks on the page of a store for whoever is there', () => {
  const { step, store, person: who } = options(page, 'centro', { service: 'consulta' })
  expect({ step, store: store?.id, who: who?.id }).toEqual({ step: 'time', store: 'centro', who: undefined })
})
