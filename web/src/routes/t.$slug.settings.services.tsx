import { createFileRoute } from '@tanstack/react-router'
import { Services } from '@/features/settings/components/services'
import { loadCatalogue } from '@/i18n'

export const Route = createFileRoute('/t/$slug/settings/services')({ loader: () => loadCatalogue('bookings'), component: Services })
