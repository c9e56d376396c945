import { createFileRoute } from '@tanstack/react-router'
import { Services } from '@/features/settings/components/services'

export const Route = createFileRoute('/t/$slug/settings/services')({ component: Services })
