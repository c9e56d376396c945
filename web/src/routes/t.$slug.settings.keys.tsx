import { createFileRoute } from '@tanstack/react-router'
import { ApiKeys } from '@/features/settings/components/api-keys'

export const Route = createFileRoute('/t/$slug/settings/keys')({ component: ApiKeys })
