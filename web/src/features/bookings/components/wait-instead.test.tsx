import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import type { ReactNode } from 'react'
import { initReactI18next } from 'react-i18next'
import { beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { Appointment } from '@/client/types'
import bookings from '@/i18n/pt-BR/bookings.json'
import errors from '@/i18n/pt-BR/errors.json'
import shell from '@/i18n/pt-BR/shell.json'
import { WaitForm } from './wait-form'

type Options = { method?: string; body?: Record<string, unknown> }

const { answer } = vi.hoisted(() => ({ answer: vi.fn<(path: string, options: Options) => Promise<unknown>>() }))
vi.mock('@/lib/http', async (real) => ({ ...(await real<object>()), request: answer }))
vi.mock('@/lib/session', () => ({ useSession: () => ({ tenant: { id: 't', role: 'owner', permissions: [] } }), canChange: () => true, canSee: () => true, useZone: () => ({ timeZone: 'America/Sao_Paulo', locale: 'pt-BR' }), useToday: () => '2030-01-02' }))

beforeAll(() => i18next.use(initReactI18next).init({ lng: 'pt-BR', resources: { 'pt-BR': { bookings, errors, shell } }, defaultNS: 'shell', react: { useSuspense: false } }))
beforeEach(() => void answer.mockReset())

const whole = ({ children }: { children: ReactNode }) => <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>{children}</QueryClientProvider>
const label = bookings.waits.insteadOf
const had = { id: 'a', service_id: 's', state: 'confirmed', visit_id: null, starts_at: '2030-01-09T12:00:00Z', resources: [{ id: 'p', name: 'Dra. Lia', kind: 'professional' }] } as unknown as Appointment
const others = [
  { ...had, id: 'held', state: 'hold' },
  { ...had, id: 'visit', visit_id: 'v' },
  { ...had, id: 'other', service_id: 'r' },
] as Appointment[]
const service = { is_active: true, professional_ids: [] }
const sent = () => answer.mock.calls.filter(([, { method }]) => method === 'POST').map(([, { body }]) => body?.appointment_id)

const form = async (ahead: readonly Appointment[]) => {
  answer.mockImplementation(async (path) => {
    if (path.includes('/customers/c/appointments')) return { ahead, past: [], missed: { count: 0, last_at: null } }
    return { items: path.endsWith('/bookings/services') ? [{ ...service, service_id: 's', name: 'Consulta' }, { ...service, service_id: 'r', name: 'Retorno' }] : [] }
  })
  render(<WaitForm contact={{ id: 'c', name: 'Ana', conversationId: null }} today="2030-01-02" onClose={() => undefined} />, { wrapper: whole })
  await userEvent.selectOptions(await screen.findByLabelText('Serviço'), await screen.findByRole('option', { name: 'Consulta' }))
}
const send = () => userEvent.click(screen.getByRole('button', { name: 'Pôr na lista' }))

it('what they have of the service is offered to go earlier, and is sent when it is chosen', async () => {
  await form([had, ...others])
  const choice = await screen.findByLabelText(label)
  expect(within(choice).getAllByRole('option').map(({ textContent }) => textContent)).toEqual([bookings.waits.onTop, 'qua., 09/01, 09:00 · Dra. Lia'])
  await send()
  await userEvent.selectOptions(choice, 'a')
  expect(screen.getByText(bookings.waits.insteadHint)).toBeVisible()
  await send()
  await vi.waitFor(() => expect(sent()).toEqual([null, 'a']))
})

it('of another service it is not, and what was chosen before is not sent', async () => {
  await form([had])
  await userEvent.selectOptions(await screen.findByLabelText(label), 'a')
  await userEvent.selectOptions(screen.getByLabelText('Serviço'), 'r')
  expect(screen.queryByLabelText(label)).toBeNull()
  await send()
  await vi.waitFor(() => expect(sent()).toEqual([null]))
})

it('whoever has none of it is asked nothing', async () => {
  await form(others)
  await vi.waitFor(() => expect(answer.mock.calls.some(([path]) => path.includes('/customers/c/appointments'))).toBe(true))
  await send()
  await vi.waitFor(() => expect(sent()).toEqual([null]))
  expect(screen.queryByLabelText(label)).toBeNull()
})
