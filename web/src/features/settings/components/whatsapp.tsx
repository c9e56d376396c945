import { useQuery } from '@tanstack/react-query'
import { MessageCircle, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '@/lib/session'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/states'
import { connectionsQuery } from '../api'
import { ConnectionCard } from './connection-card'
import { ConnectionDialog } from './connection-dialog'
import { Loaded, Screen, useMayChange } from './frame'

/** The numbers that the business answers for, and how each of them is doing. */
export function WhatsApp() {
  const { t } = useTranslation('settings')
  const { tenant } = useSession()
  const connections = useQuery(connectionsQuery(tenant.id))
  const [isAdding, setAdding] = useState(false)
  const mayChange = useMayChange('whatsapp')
  const addButton = mayChange && (
    <Button variant="primary" onClick={() => setAdding(true)}>
      <Plus aria-hidden />
      {t('whatsapp.add')}
    </Button>
  )
  return (
    <Screen section="whatsapp" title={t('nav.whatsapp')} lead={t('whatsapp.lead')} action={addButton}>
      <Loaded query={connections}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={MessageCircle} title={t('whatsapp.empty')} action={addButton}>
              {mayChange && t('whatsapp.emptyText')}
            </EmptyState>
          ) : (
            <div className="flex flex-col gap-4">
              {items.map((connection) => (
                <ConnectionCard key={connection.id} connection={connection} />
              ))}
            </div>
          )
        }
      </Loaded>
      {isAdding && <ConnectionDialog connection={null} onClose={() => setAdding(false)} />}
    </Screen>
  )
}
