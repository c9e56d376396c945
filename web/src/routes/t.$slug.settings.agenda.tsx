import { createFileRoute } from '@tanstack/react-router'
import { AgendaSetup } from '@/features/settings/components/agenda-setup'
import { loadCatalogue } from '@/i18n'

export const Route = createFileRoute('/t/$slug/settings/agenda')({ loader: () => loadCatalogue('bookings'), component: AgendaSetup })
