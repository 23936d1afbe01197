import { accessPointsFit } from "./access-points-fit.js";
import { adapterRefuses } from "./adapter-refuses.js";
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
import { doubleService } from "./double-service.js";
import { exceptionEnded } from "./exception-ended.js";
import { existingAddress } from "./existing-address.js";
import { existingDiffers } from "./existing-differs.js";
import { existingUnused } from "./existing-unused.js";
import { formerlyUnique } from "./formerly-unique.js";
import { handoverAddress } from "./handover-address.js";
import { handoverSecret } from "./handover-secret.js";
import { holidaysUnknown } from "./holidays-unknown.js";
import { hostnameLimit } from "./hostname-limit.js";
import { hubLine } from "./hub-line.js";
import { hubPair } from "./hub-pair.js";
import { imageDisk } from "./image-disk.js";
import { landesnetzPrefixes } from "./landesnetz-prefixes.js";
import { lineCapacity } from "./line-capacity.js";
import { machineDropped } from "./machine-dropped.js";
import { missingFile } from "./missing-file.js";
import { needsSecondary } from "./needs-secondary.js";
import { nodeCapacity } from "./node-capacity.js";
import { nodeFailure } from "./node-failure.js";
import { nodeKnown } from "./node-known.js";
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
import { rangeOrder } from "./range-order.js";
import { reservedId } from "./reserved-id.js";
import type { Rule } from "./rule.js";
import { schoolCount } from "./school-count.js";
import { schoolServerMissing } from "./school-server-missing.js";
import { segmentFits } from "./segment-fits.js";
import { segmentSize } from "./segment-size.js";
import { serviceStays } from "./service-stays.js";
import { siteRetired } from "./site-retired.js";
import { siteShare } from "./site-share.js";
import { sizeUnknown } from "./size-unknown.js";
import { stackNames } from "./stack-names.js";
import { storageCapacity } from "./storage-capacity.js";
import { switchFigures } from "./switch-figures.js";
import { switchesFit } from "./switches-fit.js";
import { tunnelMtu } from "./tunnel-mtu.js";
import { unallocated } from "./unallocated.js";
import { uniqueAddresses } from "./unique-addresses.js";
import { uniqueEndpoints } from "./unique-endpoints.js";
import { uniqueNames } from "./unique-names.js";
import { uniqueNumbers } from "./unique-numbers.js";
import { uniqueSerials } from "./unique-serials.js";
import { uniqueVlans } from "./unique-vlans.js";
import { unknownBaustein } from "./unknown-baustein.js";
import { unknownDataCentre } from "./unknown-data-centre.js";
import { unknownDevice } from "./unknown-device.js";
import { unknownFlowEnd } from "./unknown-flow-end.js";
import { unknownImage } from "./unknown-image.js";
import { unknownMachine } from "./unknown-machine.js";
import { unknownNode } from "./unknown-node.js";
import { unknownPortProfile } from "./unknown-port-profile.js";
import { unknownProduct } from "./unknown-product.js";
import { unknownSegment } from "./unknown-segment.js";
import { unknownSite } from "./unknown-site.js";
import { uplinkPrimary } from "./uplink-primary.js";
import { verwaltungFlow } from "./verwaltung-flow.js";
import { vmIdPool } from "./vm-id-pool.js";
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
  unknownDataCentre,
  unknownDevice,
  unknownFlowEnd,
  unknownMachine,
  unknownPortProfile,
  unknownProduct,
  unknownSegment,
  unknownSite,
  // declaration
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
  doubleService,
  exceptionEnded,
  existingUnused,
  handoverAddress,
  handoverSecret,
  holidaysUnknown,
  hubLine,
  imageDisk,
  landesnetzPrefixes,
  lineCapacity,
  machineDropped,
  needsSecondary,
  placementLine,
  portRange,
  productForm,
  productNeeds,
  productPlacement,
  pupilsClosed,
  rangeOrder,
  schoolCount,
  schoolServerMissing,
  segmentSize,
  serviceStays,
  siteShare,
  sizeUnknown,
  switchFigures,
  switchesFit,
  tunnelMtu,
  uniqueEndpoints,
  uniqueSerials,
  uniqueVlans,
  unknownImage,
  unknownNode,
  uplinkPrimary,
  verwaltungFlow,
  youthFilter,
  // allocation
  nodeKnown,
  numberRange,
  prefixesDisjoint,
  prefixesInPool,
  stackNames,
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
  nodeCapacity,
  nodeFailure,
  portMissing,
  segmentFits,
  storageCapacity,
  uniqueAddresses,
  uniqueNames,
];
