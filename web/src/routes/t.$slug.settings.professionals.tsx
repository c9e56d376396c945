import { createFileRoute } from '@tanstack/react-router'
import { Professionals } from '@/features/settings/components/professionals'
import { loadCatalogue } from '@/i18n'

export const Route = createFileRoute('/t/$slug/settings/professionals')({ loader: () => loadCatalogue('bookings'), component: Professionals })
