import { createFileRoute } from '@tanstack/react-router'
import { Professionals } from '@/features/settings/components/professionals'

export const Route = createFileRoute('/t/$slug/settings/professionals')({ component: Professionals })
