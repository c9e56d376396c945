import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { beforeAll, expect, it, vi } from 'vitest'
import bookings from '@/i18n/pt-BR/bookings.json'
import { OffTheClock } from './off-the-clock'

vi.mock('@/lib/session', () => ({ useZone: () => ({ timeZone: 'America/Sao_Paulo', locale: 'pt-BR' }) }))
beforeAll(() => i18next.use(initReactI18next).init({ lng: 'pt-BR', resources: { 'pt-BR': { bookings } }, defaultNS: 'bookings', react: { useSuspense: false } }))

it('says what was agreed and what its own clock shows, and opens the appointment', async () => {
  const onOpen = vi.fn()
  render(
    <ul>
      <OffTheClock
        one={{ appointment_id: 'a', starts_at: '2030-01-02T12:00:00Z', timezone: 'America/Rio_Branco', agreed_local: '2030-01-02T09:00:00', service_name: 'Consulta', contact_name: 'Bia Reis' }}
        onOpen={onOpen}
      />
    </ul>,
  )
  expect(screen.getByText(/^Combinado:/)).toHaveTextContent('09:00')
  expect(screen.getByText(/^Está:/)).toHaveTextContent(/07:00.*America\/Rio Branco/)
  await userEvent.click(screen.getByRole('button', { name: 'Bia Reis · Consulta' }))
  expect(onOpen).toHaveBeenCalledWith('a')
})
