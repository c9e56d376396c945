import { createFileRoute } from '@tanstack/react-router'
import { ApiKeys } from '@/features/settings/components/api-keys'
import { loadCatalogue } from '@/i18n'

export const Route = createFileRoute('/t/$slug/settings/keys')({ loader: () => loadCatalogue('keys'), component: ApiKeys })
