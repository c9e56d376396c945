import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, renderHook } from '@testing-library/react'
import i18next from 'i18next'
import type { ReactNode } from 'react'
import { initReactI18next } from 'react-i18next'
import { beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { Appointment } from '@/client/types'
import bookings from '@/i18n/pt-BR/bookings.json'
import errors from '@/i18n/pt-BR/errors.json'
import shell from '@/i18n/pt-BR/shell.json'
import { ApiError } from '@/lib/http'
import { appointmentsQuery } from '../api'
import { useMoving } from './use-moving'

type Options = { method?: string; body?: Record<string, unknown> }
type Said = { action?: { run: () => void } }

const { answer, say } = vi.hoisted(() => ({ answer: vi.fn<(path: string, options: Options) => Promise<unknown>>(), say: vi.fn<(text: string, options: Said) => void>() }))
vi.mock('@/lib/http', async (real) => ({ ...(await real<object>()), request: answer }))
vi.mock('@/lib/session', () => ({ useSession: () => ({ tenant: { id: 't' } }), useZone: () => ({ timeZone: 'America/Sao_Paulo', locale: 'pt-BR' }) }))
vi.mock('@/ui/toast', () => ({ toast: say }))

beforeAll(() => i18next.use(initReactI18next).init({ lng: 'pt-BR', resources: { 'pt-BR': { bookings, errors, shell } }, defaultNS: 'shell', react: { useSuspense: false } }))
beforeEach(() => (answer.mockReset(), say.mockReset()))

const ana = { id: 'ana', name: 'Dra. Ana', kind: 'professional' }
const room = (n: number) => ({ id: `room${n}`, name: `Sala ${n}`, kind: 'room' })
const laser = { id: 'laser', name: 'Laser', kind: 'equipment' }
const at = (hour: number) => `2030-01-02T${String(hour + 3).padStart(2, '0')}:00:00Z`
const one = (from: number, to: number, ...resources: { id: string }[]) => ({ id: 'a', state: 'confirmed', starts_at: at(from), ends_at: at(to), store_id: 's', resources, resource_ids: resources.map(({ id }) => id), timezone: 'America/Sao_Paulo' }) as unknown as Appointment

const begun = () => {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } })
  const stretch = { since: 0, until: 1, store: undefined, service: undefined, state: undefined, cancelled: false }
  const list = appointmentsQuery('t', stretch).queryKey
  client.setQueryData(list, [one(10, 11, ana, room(1))])
  const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>
  const { result } = renderHook(() => useMoving(), { wrapper })
  return { moving: result, isStale: () => client.getQueryState(list)?.isInvalidated }
}
const bodies = () => answer.mock.calls.flatMap(([, { body }]) => (body ? [body] : []))
const said = async (times: number) => {
  await vi.waitFor(() => expect(say).toHaveBeenCalledTimes(times))
  return say.mock.calls[times - 1] ?? ['', {}]
}
const undo = async () => {
  const [, { action }] = await said(1)
  act(() => action?.run())
}
const refusal = () => new ApiError(409, 'appointment_moved', 'was_starts_at', { starts_at: at(9), ends_at: at(10) })
const meanwhile = `${errors.appointment_moved} Agora é quarta-feira, 2 de janeiro, às 09:00.`

it('a move says from where, and one of what was moved meanwhile is said and read again', async () => {
  const { moving, isStale } = begun()
  answer.mockRejectedValueOnce(refusal())
  act(() => moving.current.move({ appointment: one(10, 11, ana), startsAt: Date.parse(at(11)), from: 'ana', to: 'ana' }))
  expect((await said(1))[0]).toBe(meanwhile)
  expect(bodies()).toMatchObject([{ was_starts_at: at(10), starts_at: '2030-01-02T14:00:00.000Z' }])
  expect(isStale()).toBe(true)
})

it('a new length says of which start, and so does its undo', async () => {
  const { moving, isStale } = begun()
  answer.mockResolvedValueOnce(one(10, 12, ana))
  act(() => moving.current.resize({ appointment: one(10, 11, ana), endsAt: Date.parse(at(12)) }))
  answer.mockRejectedValueOnce(refusal())
  await undo()
  expect((await said(2))[0]).toBe(meanwhile)
  expect(bodies()).toMatchObject([{ was_starts_at: at(10) }, { was_starts_at: at(10), ends_at: '2030-01-02T14:00:00.000Z' }])
  expect(isStale()).toBe(true)
})

it('a new length says of which end, and so does its undo; one that was changed meanwhile is said with its end', async () => {
  const { moving, isStale } = begun()
  answer.mockResolvedValueOnce(one(10, 12, ana))
  act(() => moving.current.resize({ appointment: one(10, 11, ana), endsAt: Date.parse(at(12)) }))
  answer.mockRejectedValueOnce(new ApiError(409, 'appointment_moved', 'was_ends_at', { starts_at: at(10), ends_at: at(13) }))
  await undo()
  expect((await said(2))[0]).toBe(`${errors.appointment_moved} Agora vai até 13:00.`)
  expect(bodies()).toMatchObject([{ was_ends_at: at(11) }, { was_ends_at: at(12), ends_at: '2030-01-02T14:00:00.000Z' }])
  expect(isStale()).toBe(true)
})

it('what is undone goes from where it went, with whom and in the rooms it had', async () => {
  const { moving } = begun()
  answer.mockResolvedValueOnce(one(11, 12, ana, room(2), laser))
  act(() => moving.current.move({ appointment: one(10, 11, ana, room(1), laser), startsAt: Date.parse(at(11)), from: 'ana', to: 'ana' }))
  answer.mockResolvedValueOnce(one(10, 11, ana, room(1), laser))
  await undo()
  await said(2)
  const [there, back] = bodies()
  expect(there).toMatchObject({ professional_id: 'ana', resource_ids: [] })
  expect(back).toMatchObject({ was_starts_at: at(11), professional_id: 'ana', resource_ids: ['room1', 'laser'], store_id: 's' })
})

it('where it goes is said by the clock of its store, too', async () => {
  const { moving } = begun()
  answer.mockResolvedValueOnce({ ...one(11, 12, ana), timezone: 'America/Manaus' })
  act(() => moving.current.move({ appointment: one(10, 11, ana), startsAt: Date.parse(at(11)), from: 'ana', to: 'ana' }))
  expect((await said(1))[0]).toBe('Remarcado para quarta-feira, 2 de janeiro, 11:00, 10:00 pelo horário de America/Manaus')
})

it('a room that the service takes no more keeps nothing from going back', async () => {
  const { moving } = begun()
  answer.mockResolvedValueOnce(one(11, 12, ana, room(2)))
  act(() => moving.current.move({ appointment: one(10, 11, ana, room(1)), startsAt: Date.parse(at(11)), from: 'ana', to: 'ana' }))
  answer.mockRejectedValueOnce(new ApiError(404, 'not_found', 'resource_ids'))
  answer.mockResolvedValueOnce(one(10, 11, ana, room(2)))
  await undo()
  expect((await said(2))[0]).toMatch(/^Voltou para/)
  expect(bodies().map((body) => body.resource_ids)).toEqual([[], ['room1'], []])
})

it('what is dragged on before the first answer waits for it', async () => {
  const { moving } = begun()
  let come: (done: unknown) => void = () => undefined
  answer.mockReturnValueOnce(new Promise((resolve) => (come = resolve)))
  act(() => moving.current.move({ appointment: one(10, 11, ana), startsAt: Date.parse(at(11)), from: 'ana', to: 'ana' }))
  act(() => moving.current.resize({ appointment: one(11, 12, ana), endsAt: Date.parse(at(13)) }))
  await vi.waitFor(() => expect(bodies()).toHaveLength(1))
  answer.mockResolvedValueOnce(one(11, 13, ana))
  come(one(11, 12, ana))
  await said(2)
  expect(bodies()).toMatchObject([{ was_starts_at: at(10) }, { was_starts_at: at(11) }])
})

it.each([
  ['professional_id', 'Este profissional não faz Consulta. Ana continua às 10:00.'],
  ['resource_ids', 'Consulta não usa esta sala. Ana continua às 10:00.'],
])('what cannot be there at all (%s) is said by what it is, and where it stays', async (field, expected) => {
  const { moving } = begun()
  answer.mockRejectedValueOnce(new ApiError(404, 'not_found', field))
  const appointment = { ...one(10, 11, ana), service_name: 'Consulta', contact_name: 'Ana' }
  act(() => moving.current.move({ appointment, startsAt: Date.parse(at(11)), from: 'ana', to: 'bia' }))
  expect((await said(1))[0]).toBe(expected)
})
