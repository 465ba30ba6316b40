"""The product tree of a CSAF document flattened to its leaves, with the groups that stand for many."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dijkwacht.advisories.engine.node import Node
from dijkwacht.advisories.engine.values import Product

Path = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """All products of a document and the groups by their id; `ids`: each product's id, to be kept once."""

    products: tuple[Product, ...]
    groups: dict[str, tuple[str, ...]]
    ids: dict[str, str]

    def named(self, node: Node, key: str) -> tuple[str, ...]:
        """Return the product ids in the list under `key`, the very texts that the products hold."""
        known = self.ids
        return tuple(known.get(name, name) for name in node.texts(key))

    def expand(self, node: Node) -> tuple[str, ...]:
        """Return the product ids that `node` names, directly and by group, each once, in order."""
        named = [*self.named(node, "product_ids")]
        for group in node.texts("group_ids"):
            named.extend(self.groups.get(group, ()))
        return tuple(dict.fromkeys(named))


def read_tree(node: Node) -> Tree:
    """Return the flattened tree under `product_tree`; empty where the document has none."""
    leaves = [*_branches(node)]
    leaves += [_product(item, ()) for item in node.items("full_product_names")]
    by_id = {leaf.product_id: leaf for leaf in leaves}
    leaves += [_related(item, by_id) for item in node.items("relationships")]
    leaves += [_on_path(item, by_id) for item in node.items("product_paths")]
    tree = Tree(tuple(leaves), {}, {leaf.product_id: leaf.product_id for leaf in leaves})
    for group in node.items("product_groups"):
        tree.groups[group.required("group_id")] = tree.named(group, "product_ids")
    return tree


def _branches(root: Node) -> Iterator[Product]:
    """Yield the leaves in the order of the document; a stack, since the depth is the sender's choice."""
    stack: list[tuple[Node, Path]] = [(item, ()) for item in reversed([*root.items("branches")])]
    categories: dict[str, str] = {}
    while stack:
        branch, path = stack.pop()
        category = branch.required("category")
        path = (*path, (categories.setdefault(category, category), branch.required("name")))
        if branch.has("product"):
            yield _product(branch.at("product"), path)
        stack.extend((item, path) for item in reversed([*branch.items("branches")]))


def _product(node: Node, path: Path) -> Product:
    named = dict(path)
    helper = node.at("product_identification_helper")
    single_purl = (helper.text("purl"),) if helper.has("purl") else ()
    version = named.get("product_version")
    return Product(
        product_id=node.required("product_id"),
        full_name=node.text("name"),
        vendor=named.get("vendor", ""),
        family=named.get("product_family", ""),
        name=named.get("product_name", ""),
        version=version,
        version_range=None if version is not None else named.get("product_version_range"),
        cpes=(helper.text("cpe"),) if helper.has("cpe") else (),
        purls=single_purl + helper.texts("purls"),
        model_numbers=helper.texts("model_numbers"),
        path=path,
    )


def _related(node: Node, known: dict[str, Product]) -> Product:
    """Return the product of a relationship (CSAF 2.0): named after its component, standing on the other."""
    component = node.required("product_reference")
    way = (node.required("category"), component, node.required("relates_to_product_reference"))
    return _composed(node, known.get(component), way)


def _on_path(node: Node, known: dict[str, Product]) -> Product:
    """Return the product of a path (CSAF 2.1); of several subpaths the first says what it stands on."""
    component = node.required("beginning_product_reference")
    first = next(node.items("subpaths"), None)
    if first is None:
        node.at("subpaths").refuse("at least one subpath")
    way = (first.required("category"), component, first.required("next_product_reference"))
    return _composed(node, known.get(component), way)


def _composed(node: Node, component: Product | None, way: tuple[str, str, str]) -> Product:
    own = _product(node.at("full_product_name"), ())
    if component is None:
        return replace(own, relates_to=way)
    return replace(
        component,
        product_id=own.product_id,
        full_name=own.full_name,
        cpes=own.cpes or component.cpes,
        purls=own.purls or component.purls,
        relates_to=way,
    )
