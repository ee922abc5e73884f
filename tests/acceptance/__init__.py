"""The acceptance spec: the features of `features/`, over the surfaces the product offers."""
