import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { fireEvent, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import type { ReactNode } from 'react'
import { initReactI18next } from 'react-i18next'
import { beforeEach, expect, it, vi } from 'vitest'
import type { Wait } from '@/client/types'
import * as english from '@/i18n/en/bookings.json'
import bookings from '@/i18n/pt-BR/bookings.json'
import errors from '@/i18n/pt-BR/errors.json'
import shell from '@/i18n/pt-BR/shell.json'
import { ApiError } from '@/lib/http'
import { WaitForm } from './wait-form'
import { WaitRow } from './wait-row'

type Options = { method?: string; body?: Record<string, unknown> }

const { answer, locale } = vi.hoisted(() => ({ answer: vi.fn<(path: string, options: Options) => Promise<unknown>>(), locale: { now: 'pt-BR' } }))
vi.mock('@/lib/http', async (real) => ({ ...(await real<object>()), request: answer }))
vi.mock('@/lib/session', () => ({ useSession: () => ({ tenant: { id: 't', role: 'owner', permissions: [] } }), canChange: () => true, canSee: () => true, useZone: () => ({ timeZone: 'America/Sao_Paulo', locale: locale.now }), useToday: () => '2030-01-02' }))

const speak = (lng: 'pt-BR' | 'en') => {
  locale.now = lng
  return i18next.use(initReactI18next).init({ lng, resources: { 'pt-BR': { bookings, errors, shell }, en: { bookings: english, errors, shell } }, defaultNS: 'shell', react: { useSuspense: false } })
}
beforeEach(() => (answer.mockReset(), speak('pt-BR')))

const wednesday = '2030-01-02'
const whole = ({ children }: { children: ReactNode }) => <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>{children}</QueryClientProvider>
const joined = (refusal?: ApiError) =>
  answer.mockImplementation(async (path, options) => {
    if (options.method === 'POST' && refusal) throw refusal
    return { items: path.endsWith('/bookings/services') ? [{ service_id: 's', name: 'Consulta', is_active: true, professional_ids: [] }] : [] }
  })
const form = async () => {
  render(<WaitForm contact={{ id: 'c', name: 'Ana', conversationId: null }} today={wednesday} onClose={() => undefined} />, { wrapper: whole })
  await userEvent.selectOptions(await screen.findByLabelText('Serviço'), await screen.findByRole('option', { name: 'Consulta' }))
  return within(screen.getByRole('group', { name: 'Dias da semana' }))
}
const send = () => userEvent.click(screen.getByRole('button', { name: 'Pôr na lista' }))
const sent = () => answer.mock.calls.filter(([, { method }]) => method === 'POST').map(([, { body }]) => body?.weekdays)

it('the weekdays that were chosen are sent, none for any', async () => {
  joined()
  const days = await form()
  await send()
  await vi.waitFor(() => expect(sent()).toEqual([[]]))
  await userEvent.click(days.getByRole('checkbox', { name: 'quinta-feira' }))
  await userEvent.click(days.getByRole('checkbox', { name: 'terça-feira' }))
  await userEvent.click(days.getByRole('checkbox', { name: 'domingo' }))
  await userEvent.click(days.getByRole('checkbox', { name: 'domingo' }))
  await send()
  await vi.waitFor(() => expect(sent()).toEqual([[], [1, 3]]))
})

it('weekdays that are not in the dates are not sent', async () => {
  joined()
  const days = await form()
  fireEvent.change(screen.getByLabelText('Até'), { target: { value: '2030-01-04' } })
  await userEvent.click(days.getByRole('checkbox', { name: 'domingo' }))
  await send()
  expect(await screen.findByText('Nenhum desses dias da semana cai nessas datas.')).toBeVisible()
  expect(sent()).toEqual([])
  await userEvent.click(days.getByRole('checkbox', { name: 'sexta-feira' }))
  expect(screen.queryByText('Nenhum desses dias da semana cai nessas datas.')).toBeNull()
})

it('what the server says of them stands at them', async () => {
  joined(new ApiError(422, 'booking_invalid', 'weekdays'))
  await form()
  await send()
  expect(await screen.findByRole('alert')).toHaveTextContent('Nenhum desses dias da semana cai nessas datas.')
})

it('the row says in the place of what somebody waits', async () => {
  joined()
  const one = { id: 'w', contact_name: 'Ana', service_name: 'Consulta', first_on: wednesday, last_on: wednesday, weekdays: [] as number[], appointment_id: 'a', appointment_starts_at: '2030-01-04T13:00:00Z', since: '2030-01-01T12:00:00Z', offers: [] } as unknown as Wait
  render(<WaitRow one={one} today={wednesday} onBook={undefined} />, { wrapper: whole })
  expect(await screen.findByText('No lugar do que já tem: sex., 04/01, 10:00')).toBeVisible()
})

it.each([
  ['pt-BR', [], 'Qua., 02/01 a qua., 30/01'],
  ['pt-BR', [3], 'Qua., 02/01 a qua., 30/01, só quinta-feira'],
  ['pt-BR', [1, 3, 5], 'Qua., 02/01 a qua., 30/01, só ter, qui e sáb'],
  ['en', [1, 3], 'Wed 02/01 to Wed 30/01, only Tue and Thu'],
] as const)('in %s the row says of %o: %s', async (lng, weekdays, said) => {
  await speak(lng)
  joined()
  const one = { id: 'w', contact_name: 'Ana', service_name: 'Consulta', first_on: wednesday, last_on: '2030-01-30', weekdays, since: '2030-01-01T12:00:00Z', offers: [] } as unknown as Wait
  render(<WaitRow one={one} today={wednesday} onBook={undefined} />, { wrapper: whole })
  expect(await screen.findByText(new RegExp(`^${said}$`, 'i'))).toBeVisible()
})
