import { expect, test } from 'vitest'
import type { AgendaHours, Appointment, BookingResource, OutsideBusy } from '@/client/types'
import { lanesOfAll, lanesOfWeek } from './lanes'

const day = '2030-01-02'
const at = (hour: string) => `${day}T${hour}:00-03:00`
const resource = (id: string, more: Partial<BookingResource> = {}) => ({ id, name: id, kind: 'professional', is_active: true, store_id: null, color: null, ...more }) as BookingResource
const [ana, bia] = [resource('ana'), resource('bia')]
const one = (id: string, from: string, to: string, ...resource_ids: string[]) => ({ id, starts_at: at(from), ends_at: at(to), resource_ids }) as Appointment
const works = (resource_id: string, since: string, until: string) => ({ resource_id, spans: [{ since: at(since), until: at(until) }] })
const given = (more: { resources?: BookingResource[]; appointments?: Appointment[]; busy?: OutsideBusy[] } = {}) => ({
  resources: [ana, bia],
  appointments: [],
  busy: [],
  hours: { items: [works('ana', '08:00', '12:00'), works('bia', '10:00', '18:00')], closed: [] } as unknown as AgendaHours,
  timeZone: 'America/Sao_Paulo',
  ...more,
})

test("a day of all has everybody's side by side, in their order, and what nobody in particular does", () => {
  const appointments = [one('b', '10:00', '11:00', 'bia'), one('a', '10:00', '11:00', 'ana'), one('c', '15:00', '16:00')]
  const [lane] = lanesOfAll([day], given({ appointments }))
  expect(lane?.resource).toBeNull()
  expect(lane?.placed.map((placed) => `${placed.item.id} ${placed.lane}/${placed.lanes}`)).toEqual(['a 0/2', 'b 1/2', 'c 0/1'])
})

test('it is shaded where none of them works', () => {
  const [lane] = lanesOfAll([day], given())
  expect(lane?.working).toEqual([[480, 1080]])
  expect(lane?.shut.map(({ span }) => span)).toEqual([[0, 480], [1080, 1440]])
  const [gone] = lanesOfAll([day], given({ resources: [ana, { ...bia, is_active: false }] }))
  expect(gone?.working).toEqual([[480, 720]])
})

test('what a calendar outside takes of one of them stands beside the others, and under what one has in a week of their own', () => {
  const busy = [{ resource_id: 'bia', since: at('10:00'), until: at('12:00') }] as OutsideBusy[]
  const all = given({ busy, appointments: [one('a', '10:30', '11:00', 'ana')] })
  const [lane] = lanesOfAll([day], all)
  expect(lane?.busy).toMatchObject([{ item: { resource: bia }, from: 600, to: 720, lane: 0, lanes: 2 }])
  expect(lane?.placed).toMatchObject([{ lane: 1, lanes: 2 }])
  const [own] = lanesOfWeek([day], bia, { ...all, appointments: [one('b', '10:30', '11:00', 'bia')] })
  expect([own?.busy[0], own?.placed[0]]).toMatchObject([{ lane: 0, lanes: 1 }, { lane: 0, lanes: 1 }])
})

test('where nobody is there is no week', () => expect(lanesOfAll([day], given({ resources: [] }))).toEqual([]))
