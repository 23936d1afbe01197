import { accessPointRooms } from "./access-point-rooms.js";
import { accessPointsFit } from "./access-points-fit.js";
import { adapterRefuses } from "./adapter-refuses.js";
import { assignedMoved } from "./assigned-moved.js";
import { backupCapacity } from "./backup-capacity.js";
import { backupMissing } from "./backup-missing.js";
import { backupWindow } from "./backup-window.js";
import { bausteinRequired } from "./baustein-required.js";
import { bausteinUncovered } from "./baustein-uncovered.js";
import { catalogueReference } from "./catalogue-reference.js";
import { centralDhcp } from "./central-dhcp.js";
import { centralVlans } from "./central-vlans.js";
import { clusterCapacity } from "./cluster-capacity.js";
import { clusterDropped } from "./cluster-dropped.js";
import { controllerLimit } from "./controller-limit.js";
import { cutoverStep } from "./cutover-step.js";
import { discoveryZones } from "./discovery-zones.js";
import { doubleService } from "./double-service.js";
import { exceptionEnded } from "./exception-ended.js";
import { exceptionTooLong } from "./exception-too-long.js";
import { existingAddress } from "./existing-address.js";
import { existingDiffers } from "./existing-differs.js";
import { existingUnused } from "./existing-unused.js";
import { formerlyUnique } from "./formerly-unique.js";
import { guestsInside } from "./guests-inside.js";
import { handoverAddress } from "./handover-address.js";
import { handoverContradiction } from "./handover-contradiction.js";
import { handoverGateway } from "./handover-gateway.js";
import { handoverSecret } from "./handover-secret.js";
import { holidaysUnknown } from "./holidays-unknown.js";
import { hostnameLimit } from "./hostname-limit.js";
import { hubLine } from "./hub-line.js";
import { hubPair } from "./hub-pair.js";
import { imageDisk } from "./image-disk.js";
import { internetInside } from "./internet-inside.js";
import { keyTypes } from "./key-types.js";
import { landesnetzPrefixes } from "./landesnetz-prefixes.js";
import { layoutMoved } from "./layout-moved.js";
import { lineCapacity } from "./line-capacity.js";
import { lineClasses } from "./line-classes.js";
import { lineOverlaps } from "./line-overlaps.js";
import { machineDropped } from "./machine-dropped.js";
import { mainSwitch } from "./main-switch.js";
import { missingFile } from "./missing-file.js";
import { missingTunnelKey } from "./missing-tunnel-key.js";
import { needsSecondary } from "./needs-secondary.js";
import { nodeCapacity } from "./node-capacity.js";
import { nodeFailure } from "./node-failure.js";
import { nodeKnown } from "./node-known.js";
import { notDelivered } from "./not-delivered.js";
import { numberRange } from "./number-range.js";
import { placementLine } from "./placement-line.js";
import { portMissing } from "./port-missing.js";
import { portRange } from "./port-range.js";
import { prefixesDisjoint } from "./prefixes-disjoint.js";
import { prefixesInPool } from "./prefixes-in-pool.js";
import { productForm } from "./product-form.js";
import { productNeeds } from "./product-needs.js";
import { productPlacement } from "./product-placement.js";
import { productScope } from "./product-scope.js";
import { pupilsClosed } from "./pupils-closed.js";
import { radiusMissing } from "./radius-missing.js";
import { radiusSecret } from "./radius-secret.js";
import { radiusServers } from "./radius-servers.js";
import { rangeOrder } from "./range-order.js";
import { reservedId } from "./reserved-id.js";
import { resolverMissing } from "./resolver-missing.js";
import { routerPort } from "./router-port.js";
import type { Rule } from "./rule.js";
import { schoolCount } from "./school-count.js";
import { schoolServerGateway } from "./school-server-gateway.js";
import { schoolServerMissing } from "./school-server-missing.js";
import { segmentFits } from "./segment-fits.js";
import { segmentSize } from "./segment-size.js";
import { serviceStays } from "./service-stays.js";
import { signOnSegment } from "./sign-on-segment.js";
import { siteRetired } from "./site-retired.js";
import { siteShare } from "./site-share.js";
import { sizeUnknown } from "./size-unknown.js";
import { ssidGuests } from "./ssid-guests.js";
import { ssidSegment } from "./ssid-segment.js";
import { ssidVerwaltung } from "./ssid-verwaltung.js";
import { stackMembers } from "./stack-members.js";
import { stackNames } from "./stack-names.js";
import { storageCapacity } from "./storage-capacity.js";
import { switchFigures } from "./switch-figures.js";
import { switchesFit } from "./switches-fit.js";
import { telephonesReachNobody } from "./telephones-reach-nobody.js";
import { translationSegment } from "./translation-segment.js";
import { translationSize } from "./translation-size.js";
import { trunkEmpty } from "./trunk-empty.js";
import { tunnelMtu } from "./tunnel-mtu.js";
import { unallocated } from "./unallocated.js";
import { uniqueAddresses } from "./unique-addresses.js";
import { uniqueEndpoints } from "./unique-endpoints.js";
import { uniqueLineAddress } from "./unique-line-address.js";
import { uniqueNames } from "./unique-names.js";
import { uniqueNumbers } from "./unique-numbers.js";
import { uniqueSerials } from "./unique-serials.js";
import { uniqueSsids } from "./unique-ssids.js";
import { uniqueTunnelKeys } from "./unique-tunnel-keys.js";
import { uniqueVlans } from "./unique-vlans.js";
import { unknownBaustein } from "./unknown-baustein.js";
import { unknownClass } from "./unknown-class.js";
import { unknownDataCentre } from "./unknown-data-centre.js";
import { unknownDevice } from "./unknown-device.js";
import { unknownDiscovery } from "./unknown-discovery.js";
import { unknownFlowEnd } from "./unknown-flow-end.js";
import { unknownImage } from "./unknown-image.js";
import { unknownMachine } from "./unknown-machine.js";
import { unknownNode } from "./unknown-node.js";
import { unknownPortProfile } from "./unknown-port-profile.js";
import { unknownProduct } from "./unknown-product.js";
import { unknownRoom } from "./unknown-room.js";
import { unknownSegment } from "./unknown-segment.js";
import { unknownSite } from "./unknown-site.js";
import { unknownSsid } from "./unknown-ssid.js";
import { uplinkNarrow } from "./uplink-narrow.js";
import { uplinkPrimary } from "./uplink-primary.js";
import { verwaltungFlow } from "./verwaltung-flow.js";
import { verwaltungPrefixes } from "./verwaltung-prefixes.js";
import { vmIdPool } from "./vm-id-pool.js";
import { wakeOnLan } from "./wake-on-lan.js";
import { wakeSignOn } from "./wake-sign-on.js";
import { youthFilter } from "./youth-filter.js";

/** All rules, in alphabetical order within their phase. */
export const RULES: readonly Rule[] = [
  // references
  catalogueReference,
  formerlyUnique,
  hubPair,
  missingFile,
  productScope,
  reservedId,
  siteRetired,
  unknownBaustein,
  unknownClass,
  unknownDataCentre,
  unknownDevice,
  unknownDiscovery,
  unknownFlowEnd,
  unknownMachine,
  unknownPortProfile,
  unknownProduct,
  unknownRoom,
  unknownSegment,
  unknownSite,
  unknownSsid,
  // declaration
  accessPointRooms,
  adapterRefuses,
  backupMissing,
  backupWindow,
  bausteinRequired,
  bausteinUncovered,
  centralDhcp,
  centralVlans,
  clusterDropped,
  controllerLimit,
  cutoverStep,
  discoveryZones,
  doubleService,
  exceptionEnded,
  exceptionTooLong,
  existingUnused,
  guestsInside,
  handoverAddress,
  handoverContradiction,
  handoverGateway,
  handoverSecret,
  holidaysUnknown,
  hubLine,
  imageDisk,
  internetInside,
  keyTypes,
  landesnetzPrefixes,
  lineCapacity,
  lineClasses,
  lineOverlaps,
  machineDropped,
  mainSwitch,
  needsSecondary,
  placementLine,
  portRange,
  productForm,
  productNeeds,
  productPlacement,
  pupilsClosed,
  radiusSecret,
  rangeOrder,
  routerPort,
  schoolCount,
  schoolServerGateway,
  schoolServerMissing,
  segmentSize,
  serviceStays,
  signOnSegment,
  siteShare,
  sizeUnknown,
  ssidGuests,
  ssidSegment,
  ssidVerwaltung,
  stackMembers,
  switchFigures,
  switchesFit,
  telephonesReachNobody,
  translationSegment,
  tunnelMtu,
  uniqueEndpoints,
  uniqueLineAddress,
  uniqueSerials,
  uniqueSsids,
  uniqueTunnelKeys,
  uniqueVlans,
  unknownImage,
  unknownNode,
  uplinkPrimary,
  verwaltungFlow,
  verwaltungPrefixes,
  wakeOnLan,
  wakeSignOn,
  youthFilter,
  // allocation
  assignedMoved,
  layoutMoved,
  nodeKnown,
  numberRange,
  prefixesDisjoint,
  prefixesInPool,
  stackNames,
  translationSize,
  unallocated,
  uniqueNumbers,
  vmIdPool,
  // platform
  accessPointsFit,
  backupCapacity,
  clusterCapacity,
  existingAddress,
  existingDiffers,
  hostnameLimit,
  missingTunnelKey,
  nodeCapacity,
  nodeFailure,
  notDelivered,
  portMissing,
  radiusMissing,
  radiusServers,
  resolverMissing,
  segmentFits,
  storageCapacity,
  trunkEmpty,
  uniqueAddresses,
  uniqueNames,
  uplinkNarrow,
];
