import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, renderHook, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import type { ReactNode } from 'react'
import { initReactI18next } from 'react-i18next'
import { beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { Appointment, Wait } from '@/client/types'
import bookings from '@/i18n/pt-BR/bookings.json'
import errors from '@/i18n/pt-BR/errors.json'
import shell from '@/i18n/pt-BR/shell.json'
import { ApiError } from '@/lib/http'
import type { Wanted } from '../api'
import { Alternatives } from './alternatives'
import { NewAppointment } from './new-appointment'
import { RefusedDates } from './refused-dates'
import { SlotPicker } from './slot-picker'
import { Together } from './together'
import { WaitRow } from './wait-row'
import { useWords } from './words'

type Options = { method?: string }

const { answer, say } = vi.hoisted(() => ({ answer: vi.fn<(path: string, options: Options) => Promise<unknown>>(), say: vi.fn<(text: string) => void>() }))
vi.mock('@/lib/http', async (real) => ({ ...(await real<object>()), request: answer }))
vi.mock('@/lib/session', () => ({ useSession: () => ({ tenant: { id: 't', role: 'owner', permissions: [] } }), canChange: () => true, canSee: () => true, useZone: () => ({ timeZone: 'America/Sao_Paulo', locale: 'pt-BR' }), useToday: () => '2030-01-02' }))
vi.mock('@/ui/toast', () => ({ toast: say }))

beforeAll(() => i18next.use(initReactI18next).init({ lng: 'pt-BR', resources: { 'pt-BR': { bookings, errors, shell } }, defaultNS: 'shell', react: { useSuspense: false } }))
beforeEach(() => (answer.mockReset(), say.mockReset()))

const manaus = { id: 'm', name: 'Manaus', timezone: 'America/Manaus', is_active: true }
const here = { id: 'h', name: 'Centro', timezone: null, is_active: true }
const nine = '2030-01-02T12:00:00Z'
const there = '08:00 pelo horário de America/Manaus'
const whole = ({ children }: { children: ReactNode }) => <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>{children}</QueryClientProvider>
const slots = (store: { id: string; name: string; timezone: string | null }) => ({
  items: [{ starts_at: nine, store_id: store.id }],
  stores: [{ id: store.id, name: store.name, timezone: store.timezone ?? 'America/Sao_Paulo' }],
  timezone: 'America/Sao_Paulo',
})
const picker = (wanted: Partial<Wanted> = {}) => render(<SlotPicker wanted={{ parts: [{ service: 's' }], ...wanted }} day="2030-01-02" onDay={() => undefined} chosen={null} onChoose={() => undefined} />, { wrapper: whole })

it('a start at a store in another zone says what its clock shows', async () => {
  answer.mockResolvedValue(slots(manaus))
  picker()
  expect(await screen.findByRole('button', { name: `09:00 ${there}` })).toBeVisible()
})

it('one by the clock of the business says nothing more', async () => {
  answer.mockResolvedValue(slots(here))
  picker()
  expect(await screen.findByRole('button', { name: '09:00' })).toBeVisible()
})

it.each([{ visit: 'v' }, { parts: [{ service: 's' }, { service: 'r' }] }])('those of services in a row do, too, each once', async (wanted) => {
  const first = { starts_at: nine, store_id: 'm', timezone: 'America/Manaus', local_start: '2030-01-02T08:00:00' }
  answer.mockResolvedValue({ items: [first, { ...first, store_id: 'h', timezone: 'America/Sao_Paulo' }] })
  picker(wanted)
  expect(await screen.findByRole('button', { name: `09:00 ${there}` })).toBeVisible()
  expect(screen.queryByRole('button', { name: '09:00' })).toBeNull()
})

it('times offered instead say what the clock of their store shows', () => {
  answer.mockResolvedValue({ items: [here, manaus] })
  const at = Date.parse(nine)
  render(<Alternatives times={[{ at, store: 'h', zone: 'America/Sao_Paulo' }, { at, store: 'm', zone: 'America/Manaus' }]} onChoose={() => undefined} />, { wrapper: whole })
  const [first, second] = screen.getAllByRole('button')
  expect(first).not.toHaveTextContent('pelo horário')
  expect(second).toHaveTextContent(there)
})

it('those of a series do, too', () => {
  render(<RefusedDates dates={[{ at: Date.parse(nine), code: 'slot_taken', alternatives: [Date.parse(nine)], zone: 'America/Manaus' }]} onChoose={() => undefined} />, { wrapper: whole })
  expect(within(screen.getByRole('list', { name: bookings.alternatives.title })).getByRole('button')).toHaveTextContent(`09:00 (${there})`)
})

it('a block tells its own clock, with the day where that is another', () => {
  const { result } = renderHook(() => useWords(), { wrapper: whole })
  const one = { starts_at: nine, ends_at: '2030-01-02T13:00:00Z', timezone: 'America/Manaus', contact_name: 'Ana', service_name: 'Consulta', state: 'confirmed' } as Appointment
  expect(result.current.label(one)).toBe(`09:00 às 10:00, Ana, Consulta, Confirmado, ${there}`)
  expect(result.current.label({ ...one, timezone: 'America/Bahia' })).toBe('09:00 às 10:00, Ana, Consulta, Confirmado')
  expect(result.current.own('2030-01-02T03:30:00Z', 'America/Manaus')).toBe('ter., 01/01 23:30 pelo horário de America/Manaus')
})

const booking = async (start: { at?: number; store?: string }) => {
  answer.mockImplementation(async (path, options) => {
    if (options.method === 'POST') return { id: 'a', starts_at: nine, ends_at: nine, contact_name: 'Ana', timezone: 'America/Manaus' }
    if (path.includes('/bookings/services')) return { items: [{ service_id: 's', name: 'Consulta', duration: 60, is_active: true, needs_professional: false, place: 'store', professional_ids: [] }] }
    if (path.includes('/slots')) return slots(manaus)
    if (path.includes('/stores')) return { items: [here, manaus] }
    if (/resources|customers|overlaps/.test(path)) return { items: [] }
    throw new ApiError(404, 'not_found')
  })
  render(<NewAppointment start={{ service: 's', day: '2030-01-02', contact: { id: 'c', name: 'Ana', conversationId: null }, ...start }} today="2030-01-02" onClose={() => undefined} onBooked={() => undefined} />, { wrapper: whole })
}

it('what is booked is confirmed by the clock of its store, before and after', async () => {
  await booking({})
  await userEvent.click(await screen.findByRole('button', { name: `09:00 ${there}` }))
  expect(screen.getByText('quarta-feira, 2 de janeiro, às 09:00')).toHaveTextContent(there)
  await userEvent.click(screen.getByRole('button', { name: bookings.book.confirm }))
  await vi.waitFor(() => expect(say).toHaveBeenCalledWith(`Ana: quarta-feira, 2 de janeiro, às 09:00, ${there}`))
})

it('a time that was pointed at tells the clock of each store at which it could be', async () => {
  await booking({ at: Date.parse(nine) })
  expect(await screen.findByText(`Manaus: ${there}`)).toBeVisible()
})

it('what somebody who waits is offered is told with its store and by its clock', async () => {
  answer.mockImplementation(async (path) => ({ items: path.endsWith('/stores') ? [here, manaus] : [] }))
  const offer = { id: 'o', appointment_id: 'a', starts_at: nine, store_id: 'm', timezone: 'America/Manaus', local_start: '2030-01-02T08:00:00', offered_at: nine, until: nine, outcome: 'open', settled_at: null } as const
  const one = { id: 'w', contact_name: 'Ana', service_name: 'Consulta', first_on: '2030-01-02', last_on: '2030-01-02', weekdays: [] as number[], since: nine, offers: [offer] } as unknown as Wait
  render(<WaitRow one={one} today="2030-01-02" onBook={undefined} />, { wrapper: whole })
  expect(await screen.findByText(`Oferecido: qua., 02/01, 09:00, ${there}, Manaus.`, { exact: false })).toBeVisible()
})

it.each(['series', 'visit'] as const)('the others of a %s tell the clock of their store, those by the clock of the business nothing more', async (kind) => {
  const one = { id: 'a', series_id: null, visit_id: null, [`${kind}_id`]: 'w', starts_at: nine, ends_at: '2030-01-02T13:00:00Z', timezone: 'America/Manaus', service_name: 'Consulta', state: 'confirmed' } as unknown as Appointment
  answer.mockResolvedValue({ id: 'w', items: [one, { ...one, id: 'b', timezone: 'America/Sao_Paulo' }] })
  render(<Together one={one} onOpen={() => undefined} />, { wrapper: whole })
  const [first, second] = await screen.findAllByRole('button')
  const shown = kind === 'series' ? 'qua., 02/01 09:00' : '09:00–10:00'
  expect(first).toHaveTextContent(shown)
  expect(first).toHaveTextContent(there)
  expect(second).toHaveTextContent(shown)
  expect(second).not.toHaveTextContent('pelo horário')
})
